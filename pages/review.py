"""Review: is it true?"""

import streamlit as st

from readiness.services import review as reviews
from readiness.ui import blocks, guard, review_parts, review_queue
from readiness.views.sentences import review_sentence

here = guard.page()

st.title("Review")
blocks.show_notice()
if not here.is_today:
    st.info("Findings are recorded today. Set the as-of date to today to review.")
    st.stop()

sentence = st.container()
region = review_queue.choose_region(here)
waiting = reviews.queue(here.workspace, here.who, region)
changed = reviews.changed(here.workspace, here.who, region)
sentence.header(review_sentence(waiting, len(changed), here.workspace.today))
review_queue.queue_table(here, waiting)
review_queue.changed_table(here, changed)

site_id = review_queue.choose_site(here, waiting, changed)
if site_id is None:
    st.stop()
review = reviews.review_of(here.workspace, here.who, site_id, here.as_of)
review_parts.standing(review)
review_parts.confirm_unchanged(here, review)
review_parts.show_items(here, review, review_parts.choose_items(review))
review_parts.out_by_profile(here, review)
review_parts.finish(here, review)
