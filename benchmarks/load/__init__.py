"""Many people at once on the app: how quick it stays, what it takes, and what becomes of answers.

Sessions over Streamlit's own WebSocket protocol, without browsers; written for Streamlit 1.67.
"""
