"""From a story to what was recorded: profiles, responses, findings and assessment events.

Sites answer every 28 days what lapses monthly, and at every third of these days whatever would
lapse before the next one or has changed. So nothing lapses unless the story says so.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from readiness.domain.assessment import (
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    AssessmentEvent,
    Finding,
    Profile,
    Response,
)
from readiness.domain.framework import Criterion, Framework, Kind
from readiness.domain.organisations import Site
from readiness.domain.scoring import Facts, applies, facts_on, requirement_on
from readiness.services.demo_answers import answer_for
from readiness.services.demo_evidence import (
    DAYS_BETWEEN_VISITS,
    Occasion,
    due,
    evidence_for,
    is_monthly,
    occasions_of,
    workday,
)
from readiness.services.demo_places import Place
from readiness.services.demo_stories import FULL, MISSING, NONE, SHORT, Course, Story
from readiness.services.demo_words import EVIDENCE, NURSING, PHARMACY, REMS_AGENTS

VISITS_BETWEEN_CYCLES = 4
DAYS_TO_REVIEW = 6
DAYS_TO_APPROVAL = 21

_MET = Course()


@dataclass(slots=True)
class Recorded:
    """What was recorded about one site, each part in the order of recording."""

    profiles: list[Profile] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    assessments: list[AssessmentEvent] = field(default_factory=list)


def record(
    framework: Framework, site: Site, place: Place, story: Story, today: date, random: Random
) -> Recorded:
    """Everything the story left in the books of the site."""
    return _Recorder(framework, site, place, story, today, random).run()


class _Recorder:
    """Walks through the occasions of one site; `latest` holds the newest response by criterion."""

    def __init__(
        self,
        framework: Framework,
        site: Site,
        place: Place,
        story: Story,
        today: date,
        random: Random,
    ) -> None:
        self.framework = framework
        self.site = site
        self.place = place
        self.story = story
        self.today = today
        self.random = random
        self.recorded = Recorded()
        self.latest: dict[str, Response] = {}
        self.given: dict[str, tuple[str, object]] = {}
        self.courses = {**_growth(framework, story, random), **story.courses}

    def run(self) -> Recorded:
        occasions = occasions_of(self.story, self.today)
        census = self._census(len(occasions))
        peak = max(census)
        visits = 0
        profile: Profile | None = None
        for occasion, patients in zip(occasions, census, strict=True):
            if occasion.visit or profile is None:
                profile = self._profile(occasion.day, patients)
            else:
                counted = {**profile.values, "patients_in_step_up": str(patients)}
                profile = Profile(
                    self.site.site_id, occasion.day, self._known(counted), profile.recorded_by
                )
            self._append_profile(profile)
            if not self.story.assessed:
                continue
            self._answer(occasion, profile, peak, visits)
            visits += occasion.visit
        self._doubt()
        return self.recorded

    # Profiles

    def _census(self, length: int) -> list[int]:
        """Patients in step-up on each occasion: around the usual number, which is today's."""
        usual = self.story.patients
        if usual == 0:
            return [0] * length
        drawn = [max(0, usual + self.random.choice((-1, -1, 0, 0, 1))) for _ in range(length - 1)]
        return [*drawn, usual]

    def _profile(self, day: date, patients: int) -> Profile:
        agents = self._agents_on(day)
        values = {
            "service_level": self.story.service_level,
            "agents_given": str(len(agents)),
            "rems_agents_given": str(sum(agent in REMS_AGENTS for agent in agents)),
            "patients_in_step_up": str(patients),
            "languages_needed": str(self.story.languages),
            "events_last_quarter": str(
                max(0, self.story.events + self.random.choice((-1, 0, 0, 1)))
                if self.story.events
                else 0
            ),
            "staff": str(self.story.staff),
            "agents": "; ".join(agents),
            "champion": self.place.champion,
            "partner_hospital": self.place.hospital,
        }
        recorder = f"Practice manager, {self.site.site_name}"
        return Profile(self.site.site_id, day, self._known(values), recorder)

    def _known(self, values: dict[str, str]) -> dict[str, str]:
        fields = self.framework.profile_field
        return {key: value for key, value in values.items() if value and key in fields}

    def _agents_on(self, day: date) -> tuple[str, ...]:
        added = self.story.agent_added
        if added is not None and day < self.today - timedelta(days=added):
            return self.story.agents[:-1]
        return self.story.agents

    def _append_profile(self, profile: Profile) -> None:
        profiles = self.recorded.profiles
        if not profiles or profiles[-1].values != profile.values:
            profiles.append(profile)

    # Responses

    def _answer(self, occasion: Occasion, profile: Profile, peak: int, visits: int) -> None:
        facts = facts_on(self.framework, profile)
        planned: Facts = {**facts, "patients_in_step_up": peak}
        moment = self._start(occasion.day)
        opened = moment - timedelta(minutes=1)
        answered: list[Response] = []
        for criterion in self.framework.scored:
            monthly = is_monthly(criterion)
            if not (monthly or occasion.visit):
                continue
            needed = facts if monthly else planned
            if not applies(criterion, needed):
                continue
            response = self._response(criterion, occasion, needed, moment)
            if response is not None:
                answered.append(response)
                moment += timedelta(seconds=self.random.randint(35, 140))
        self.recorded.responses.extend(answered)
        if occasion.visit and answered:
            if visits % VISITS_BETWEEN_CYCLES == 0:
                self._cycle(opened, moment + timedelta(minutes=4))
            self._review(answered)

    def _response(
        self, criterion: Criterion, occasion: Occasion, facts: Facts, moment: datetime
    ) -> Response | None:
        """The response of this occasion, `None` when there is nothing to say."""
        course = self.courses.get(criterion.id, _MET)
        word = self._word(course, occasion.day)
        if criterion.kind is Kind.DATE and word in (SHORT, NONE):
            word = MISSING
        if word == MISSING:
            return None
        said = (word, requirement_on(criterion, facts))
        earlier = self.latest.get(criterion.id)
        renewed = (
            earlier is None or said != self.given[criterion.id] or due(criterion, earlier, occasion)
        )
        evidence = evidence_for(
            criterion,
            course,
            occasion,
            earlier,
            renewed=renewed,
            today=self.today,
            random=self.random,
        )
        if evidence is None:
            return None
        response = self._worded(criterion, course, word, facts, moment, *evidence)
        self.latest[criterion.id] = response
        self.given[criterion.id] = said
        return response

    def _worded(
        self,
        criterion: Criterion,
        course: Course,
        word: str,
        facts: Facts,
        moment: datetime,
        evidence_date: date,
        end_date: date | None,
    ) -> Response:
        site_id, recorder = self.site.site_id, self._recorder(criterion)
        if course.na_reason and criterion.na_allowed:
            return Response(
                *(site_id, criterion.id, moment, NOT_APPLICABLE),
                na_reason=course.na_reason,
                recorded_by=recorder,
            )
        answer = answer_for(criterion, word, facts, self.story, self.random)
        if word == NONE:  # nothing is in place, so there is nothing to point at
            return Response(site_id, criterion.id, moment, *answer, recorded_by=recorder)
        evidence = EVIDENCE.get(criterion.id, criterion.evidence)
        return Response(
            *(site_id, criterion.id, moment, *answer),
            *(evidence_date, end_date, evidence),
            recorded_by=recorder,
        )

    def _word(self, course: Course, day: date) -> str:
        if course.since is not None and day < self.today - timedelta(days=course.since):
            return course.before
        return course.answer

    def _recorder(self, criterion: Criterion) -> str:
        if criterion.id in NURSING:
            return f"Nurse lead, {self.site.site_name}"
        if criterion.id in PHARMACY:
            return f"Pharmacy lead, {self.site.site_name}"
        return f"Practice manager, {self.site.site_name}"

    def _start(self, day: date) -> datetime:
        """A time of an ordinary working day in the United States, in UTC."""
        start = time(self.random.randint(16, 19), self.random.randint(0, 59))
        return datetime.combine(day, start, tzinfo=UTC)

    # Cycles and reviews

    def _cycle(self, opened: datetime, submitted: datetime) -> None:
        manager = f"Practice manager, {self.site.site_name}"
        self._step("opened", opened, manager)
        if self.story.submitted:
            self._step("submitted", submitted, manager)
            approved = submitted + timedelta(days=DAYS_TO_APPROVAL)
            if approved.date() < self.today:
                self._step("approved", approved, self._reviewer())

    def _step(self, event: str, moment: datetime, who: str) -> None:
        version = (self.framework.id, self.framework.version)
        step = AssessmentEvent(self.site.site_id, event, *version, moment, who)
        self.recorded.assessments.append(step)

    def _review(self, responses: list[Response]) -> None:
        """A reviewer confirms some of the responses of a visit a few days later."""
        moment = self._review_start(responses[0])
        if moment is None:
            return
        for response in responses:
            doubted = self.courses.get(response.criterion_id, _MET).doubt
            if not doubted and self.random.random() < self.story.reviewed:
                moment += timedelta(seconds=self.random.randint(20, 90))
                self.recorded.findings.append(self._finding(response, moment, CONFIRMED))

    def _doubt(self) -> None:
        """A reviewer does not confirm the newest response where the story says so."""
        for criterion_id, course in self.courses.items():
            response = self.latest.get(criterion_id)
            if not course.doubt or response is None:
                continue
            moment = self._review_start(response)
            if moment is not None:
                self.recorded.findings.append(
                    self._finding(response, moment, NOT_CONFIRMED, course.doubt)
                )
                if self.recorded.assessments[-1].event == "approved":
                    del self.recorded.assessments[-1]
                self._step("returned", moment + timedelta(minutes=3), self._reviewer())

    def _review_start(self, response: Response) -> datetime | None:
        day = workday(response.recorded_at.date() + timedelta(days=DAYS_TO_REVIEW))
        return self._start(day) if day < self.today else None

    def _finding(
        self, response: Response, moment: datetime, conclusion: str, reason: str = ""
    ) -> Finding:
        return Finding(
            response.site_id,
            response.criterion_id,
            moment,
            conclusion,
            reason,
            self._reviewer(),
        )

    def _reviewer(self) -> str:
        return f"Network reviewer, {self.site.region}"


def _growth(framework: Framework, story: Story, random: Random) -> dict[str, Course]:
    """Some criteria were short at first and were closed in the course of the history."""
    candidates = [
        criterion.id
        for criterion in framework.scored
        if not criterion.gate and criterion.id not in story.courses
    ]
    span = DAYS_BETWEEN_VISITS * max(story.quarters, 1)
    chosen = random.sample(candidates, min(story.growth, len(candidates)))
    return {
        criterion_id: Course(FULL, random.randint(30, span), random.choice((SHORT, NONE, MISSING)))
        for criterion_id in chosen
    }
