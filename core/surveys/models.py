"""The customer's word on a finished ticket (S-F2): what is asked, the asking, and the answers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, EnumText, GroupRow, TenantRow, of_estate, one_of, same_estate
from core.estates.models import PropertyType
from core.surveys.kinds import AnswerWay, QuestionType, Verdict
from core.tickets.kinds import Kind, Outcome


class SurveyState(StrEnum):
    """A survey waits for its answer, has it, or was overtaken by the ticket's reopening."""

    INVITED = "INVITED"
    ANSWERED = "ANSWERED"
    VOID = "VOID"


SCORES = ("attitude", "speed", "result", "professionalism")


class SurveyTemplate(GroupRow, Base):
    """What a group asks, from `valid_from` until its next version: about tickets of a kind, at
    estates of a type, or (null) of all.

    A `retired` version asks nothing itself: what is less particular, or shipped, is asked again.
    """

    __tablename__ = "survey_template"
    __table_args__ = (
        ForeignKeyConstraint(["group_id"], ["core.group.id"]),
        UniqueConstraint(
            "group_id",
            "kind",
            "property_type",
            "version",
            postgresql_nulls_not_distinct=True,
        ),
        one_of("kind", Kind),
        one_of("property_type", PropertyType),
        {"info": {"wall": "group"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Kind | None] = mapped_column(EnumText(Kind))
    property_type: Mapped[PropertyType | None] = mapped_column(EnumText(PropertyType))
    version: Mapped[int]
    valid_from: Mapped[datetime]
    retired: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str]
    title_en: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]


class SurveyQuestion(GroupRow, Base):
    """A question of a template; never changed. The options' codes and titles stand in step.

    The codes of `core.surveys.shipped` are answered in the survey's own columns.
    """

    __tablename__ = "survey_question"
    __table_args__ = (
        ForeignKeyConstraint(
            ["group_id", "template_id"],
            ["core.survey_template.group_id", "core.survey_template.id"],
        ),
        UniqueConstraint("group_id", "template_id", "code"),
        one_of("type", QuestionType),
        CheckConstraint(
            "cardinality(options) = cardinality(option_titles)"
            " and cardinality(options) = cardinality(option_titles_en)",
            name="options",
        ),
        {"info": {"wall": "group", "append_only": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    template_id: Mapped[UUID]
    position: Mapped[int]
    code: Mapped[str]
    type: Mapped[QuestionType] = mapped_column(EnumText(QuestionType))
    title: Mapped[str]
    title_en: Mapped[str]
    required: Mapped[bool]
    options: Mapped[list[str]] = mapped_column(ARRAY(Text))
    option_titles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    option_titles_en: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Survey(TenantRow, Base):
    """One asking about one completion. The four scores of S-F2 go from 1 (bad) to 5 (good).

    `department_id` and `assignee_id` are whose work is asked about, whoever has the ticket later
    (S-F4). `template_id` is null where what is shipped was asked. `way` is how the answer came, and
    `recorded_by` who wrote it down for the customer. An answer of one tap has a `verdict` and no
    scores; `detailed_at` is when more was said.
    """

    __tablename__ = "survey"
    __table_args__ = (
        of_estate(),
        same_estate("ticket_id", to="core.ticket"),
        same_estate("department_id", to="core.department"),
        same_estate("assignee_id", to="core.staff"),
        same_estate("recorded_by", to="core.staff"),
        ForeignKeyConstraint(
            ["group_id", "template_id"],
            ["core.survey_template.group_id", "core.survey_template.id"],
        ),
        Index(None, "estate_id", "ticket_id", "invited_at"),
        Index(None, "estate_id", "answered_at"),
        one_of("state", SurveyState),
        one_of("outcome", Outcome),
        one_of("verdict", Verdict),
        one_of("way", AnswerWay),
        *(CheckConstraint(f"{score} between 1 and 5", name=score) for score in SCORES),
        {"info": {"wall": "estate", "cloned": False, "narrow": "requester"}},
    )

    ticket_id: Mapped[UUID]
    requester_id: Mapped[UUID | None]
    state: Mapped[SurveyState] = mapped_column(EnumText(SurveyState))
    version: Mapped[int] = mapped_column(default=1)
    template_id: Mapped[UUID | None]
    department_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    detailed_at: Mapped[datetime | None]
    way: Mapped[AnswerWay | None] = mapped_column(EnumText(AnswerWay))
    recorded_by: Mapped[UUID | None]
    attitude: Mapped[int | None]
    speed: Mapped[int | None]
    result: Mapped[int | None]
    professionalism: Mapped[int | None]
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    verdict: Mapped[Verdict | None] = mapped_column(EnumText(Verdict))
    satisfied: Mapped[bool | None]
    comment: Mapped[str | None]


class SurveyAnswer(TenantRow, Base):
    """The answer to a question of the group's own, in the column of its type; never changed."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        of_estate(),
        same_estate("survey_id", to="core.survey"),
        same_estate("ticket_id", to="core.ticket"),
        UniqueConstraint("estate_id", "survey_id", "code"),
        one_of("type", QuestionType),
        CheckConstraint("score between 1 and 5", name="score"),
        CheckConstraint("num_nonnulls(score, choices, yes, words) = 1", name="one_answer"),
        {"info": {"wall": "estate", "cloned": False, "narrow": "requester", "append_only": True}},
    )

    survey_id: Mapped[UUID]
    ticket_id: Mapped[UUID]
    requester_id: Mapped[UUID | None]
    code: Mapped[str]
    type: Mapped[QuestionType] = mapped_column(EnumText(QuestionType))
    score: Mapped[int | None]
    choices: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    yes: Mapped[bool | None]
    words: Mapped[str | None]


class SurveyLink(Base):
    """Which survey a link is for, by the SHA-256 of its token; the token itself is kept nowhere.

    A look-up over all groups. `hits` were made since `window_at` (the rate is limited).
    """

    __tablename__ = "survey_link"
    __table_args__ = ({"info": {"wall": "system", "cloned": False}},)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[int]
    estate_id: Mapped[int]
    survey_id: Mapped[UUID]
    expires_at: Mapped[datetime]
    window_at: Mapped[datetime]
    hits: Mapped[int] = mapped_column(default=0)
