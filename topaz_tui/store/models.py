"""Peewee models: one class a table, as migrations made them. The comments on the tables stand there.

It is long, and one idea: the tables, in an order in which each points at those before it alone, which is also that in
which a move copies them (`MODELS`). Their links go across all subjects, so that parts would be no easier to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import CompositeKey, ForeignKeyField, IntegerField, Model, TextField

from topaz_tui.store.database import database


class BaseModel(Model):
    """What all tables share: the database, and table names as the migrations have them."""

    if TYPE_CHECKING:
        id: Any  # Peewee adds it where a model names no key of its own
        client_id: Any  # and this, where a model has a link of that name; other models name theirs beside the link

    class Meta:
        database = database
        legacy_table_names = False


def _text() -> TextField[str | None]:
    return TextField(null=True)


def _number() -> IntegerField[int | None]:
    return IntegerField(null=True)


def _link(model: type[Model], **options: Any) -> Any:
    return ForeignKeyField(model, backref="+", index=False, **options)


class Worker(BaseModel):
    """Who works here: `account` is the name of their account on the machine, `role` one of rules.permissions.Role;
    `retired_at` ends their access, and their name stays on what they did."""

    account = TextField(unique=True)
    name = TextField()
    role = TextField()
    phone = _text()
    added_at = TextField()
    retired_at = _text()
    mail = _text()


class Verifier(BaseModel):
    """By what a worker's passphrase is known, where the team has them: `digest` says nothing of it (argon2id), and
    `one_time` that it was given and has to be changed. `version` counts their phrases, and `failures` what was tried in
    vain since they signed in last."""

    worker = _link(Worker, unique=True)
    worker_id: int
    digest = TextField()
    version = IntegerField(default=1)
    one_time = IntegerField(default=0)
    made_at = TextField()
    failures = IntegerField(default=0)
    failed_at = _text()
    locked_until = _text()


class Client(BaseModel):
    """A person on the list. `person_id` is the council's; `stopped` says why nobody calls them at all (a code), `away`
    where they are for a while; `attempts_since` is where counting attempts begins anew; `version` counts changes, and
    an edit of an older one is refused; `council_row` is what the import tells by whether a row of the council's file is
    another than before: the mark of the file, and digests of what it said. `gender` and what stands with it are as
    somebody wrote them (rules/people/characteristics.py)."""

    person_id = TextField(unique=True)
    nhs_number = _text()
    title = _text()
    first_name = _text()
    last_name = _text()
    preferred_name = _text()
    name_key = TextField(default="")
    born_on = _text()
    died_on = _text()
    address = _text()
    postcode = _text()
    language = _text()
    interpreter = _text()
    communication = _text()
    safe_to_call = _text()
    safe_times = _text()
    voicemail_ok = _number()
    sms_ok = _number()
    say_who = _number()
    what_to_say = _text()
    code_word = _text()
    household = _text()
    gp = _text()
    open_to_services = IntegerField(default=0)
    stopped = _text()
    stopped_at = _text()
    away = _text()
    away_until = _text()
    put_first = IntegerField(default=0)
    not_before = _text()
    not_before_cause = _text()
    not_before_why = _text()
    attempts_since = _text()
    version = IntegerField(default=1)
    council_row = _text()
    added_at = TextField()
    council = _text()
    added_by = _link(Worker, null=True, column_name="added_by")
    added_by_id: int | None
    sound = _text()
    end_said = _text()
    look_on = _text()
    write_ok = _number()
    mail = _text()
    mail_ok = _number()
    gender = _text()
    ethnicity = _text()
    primary_support_reason = _text()
    client_type = _text()


class Phone(BaseModel):
    """A number of a client, in the order of `position`; `status` says whether it can be rung, `dial_first` what is
    dialled before it."""

    client = _link(Client)
    number = TextField()
    note = _text()
    position = IntegerField()
    source = TextField()
    status = TextField(default="usable")
    status_at = _text()
    dial_first = _text()


class Contact(BaseModel):
    """Somebody beside a client: whether they may be told anything, and what gives them authority, if somebody has seen
    it; `acts_as` is as what they speak for the client, or with them (rules/representatives.py); `phone_status` is how
    their number is, where it can't be rung."""

    client = _link(Client)
    name = TextField()
    relation = _text()
    phone = _text()
    may_be_told = _text()
    authority_seen = _text()
    source = TextField()
    added_at = TextField()
    acts_as = _text()
    phone_status = _text()


class Authority(BaseModel):
    """What was seen of a contact's authority, by whom and on which day, and its last day; the newest of a contact
    counts. `words` name the document, or say why it holds no longer."""

    client = _link(Client)
    contact = _link(Contact)
    contact_id: int
    worker = _link(Worker)
    acts_as = TextField()
    seen = _text()
    words = _text()
    seen_by = TextField()
    seen_on = TextField()
    until = _text()
    made_at = TextField()


class Assessment(BaseModel):
    """A day on which the council assessed a client, and the band that came of it."""

    client = _link(Client)
    assessed_on = TextField()
    eligibility = _text()
    reference = TextField(default="")


class CouncilAnswer(BaseModel):
    """What the council found in one area at an assessment, in the words of its file; a later file takes its place."""

    class Meta:
        table_name = "council_answer"

    client = _link(Client)
    area = TextField()
    words = TextField()
    assessed_on = TextField()
    council = _text()


class Warning(BaseModel):
    """A warning to whoever calls or visits, until `review_on`; `told` is what the client was told of it."""

    client = _link(Client)
    kind = TextField()
    detail = _text()
    starts_on = TextField()
    review_on = TextField()
    agreed_by = _link(Worker, column_name="agreed_by")
    told = _text()
    ended_at = _text()
    ended_by = _link(Worker, null=True, column_name="ended_by")
    end_reason = _text()


class Duty(BaseModel):
    """A call that is owed to a client: at most one of each kind is open. `for_worker` is whose callback it is; `cause`
    says why it is owed, where nobody set it."""

    client = _link(Client)
    kind = TextField()
    due_at = TextField()
    for_worker = _link(Worker, null=True)
    for_worker_id: int | None
    reason = _text()
    made_by = _link(Worker, null=True, column_name="made_by")
    made_by_id: int | None
    made_at = TextField()
    closed_at = _text()
    closed_how = _text()
    cause = _text()


class Call(BaseModel):
    """A call that was saved. `is_attempt` counts against the attempts of the recall; `token` makes saving it twice one
    call; a call that was put right keeps what it had, and `replaced_by` is the one that says what was meant. `contact`
    is whose number was rung, where it was not the client's own."""

    client = _link(Client)
    worker = _link(Worker)
    direction = TextField(default="out")
    why = _text()
    phone = _link(Phone, null=True)
    phone_id: int | None
    rang_at = TextField()
    ended_at = TextField()
    outcome = TextField()
    is_attempt = IntegerField(default=0)
    note = _text()
    ticks = _text()
    spoke_to = _link(Contact, null=True, column_name="spoke_to")
    next_words = _text()
    token = TextField(null=True, unique=True)
    led_to = _text()
    replaced_by = ForeignKeyField("self", null=True, column_name="replaced_by", backref="+", index=False)
    contact: Any = _link(Contact, null=True)
    contact_id: int | None


class Effect(BaseModel):
    """One field that saving a call changed, of the row `row_id` of what `about` names: so that it can be undone as it
    was."""

    call = _link(Call)
    about = TextField()
    row_id = IntegerField()
    field = TextField()
    was = _text()
    became = _text()


class Correction(BaseModel):
    """Who put a call right, and why: `meant` is the call that stands in its place."""

    client = _link(Client)
    call = _link(Call)
    meant = _link(Call)
    worker = _link(Worker)
    reason = TextField()
    made_at = TextField()


class Review(BaseModel):
    """A review in a call: `complete` says whether it came to its end. It is taken back with its call. `spoke_with` says
    whether it was made with the person, for them, or with somebody's help: whose, as what, and on which authority."""

    client = _link(Client)
    call = _link(Call)
    worker = _link(Worker)
    reviewed_at = TextField()
    complete = IntegerField()
    taken_back_at = _text()
    spoke_with = _text()
    contact: Any = _link(Contact, null=True)
    contact_id: int | None
    acts_as = _text()
    why_through = _text()
    authority: Any = _link(Authority, null=True)
    authority_id: int | None


class ReviewAnswer(BaseModel):
    """What was answered in one area of a review (rules/reviews.py), or why it could not be asked."""

    review = _link(Review)
    area = TextField()
    answer = TextField()
    unable = _text()


class ClientAction(BaseModel):
    """Something that is to be done for a client, by when and by whom; `ended_as` is how it ended (rules/arranged.py),
    where a later call heard of it."""

    class Meta:
        table_name = "action"

    client = _link(Client)
    call = _link(Call, null=True)
    call_id: int | None
    kind = TextField()
    detail = TextField()
    who = _text()
    by_on = _text()
    made_by = _link(Worker, column_name="made_by")
    made_at = TextField()
    done_at = _text()
    done_by = _link(Worker, null=True, column_name="done_by")
    ended_as = _text()
    taken_back_at = _text()
    owner: Any = _link(Worker, null=True)
    owner_id: int | None
    ended_why = _text()


class ActionStep(BaseModel):
    """What was said of an action outside of a call, or to whom it was given."""

    client = _link(Client)
    action: Any = _link(ClientAction)
    action_id: int
    worker = _link(Worker)
    at = TextField()
    said = TextField()
    by_on = _text()
    why = _text()
    given_to: Any = _link(Worker, null=True, column_name="given_to")
    was_by = _text()
    was_owner: Any = _link(Worker, null=True, column_name="was_owner")
    taken_back_at = _text()
    taken_back_by: Any = _link(Worker, null=True, column_name="taken_back_by")
    taken_back_why = _text()


class Note(BaseModel):
    """A note on a client; one for the next caller has been read at `seen_at`."""

    client = _link(Client)
    worker = _link(Worker)
    kind = TextField()
    text = TextField()
    made_at = TextField()
    seen_at = _text()


class CallWish(BaseModel):
    """What somebody asked about being called, who asked, and how; `until` is the day to which it holds."""

    class Meta:
        table_name = "call_wish"

    client = _link(Client)
    worker = _link(Worker)
    wish = TextField()
    until = _text()
    asked_by = TextField()
    asked_name = _text()
    how = TextField()
    capacity = TextField()
    capacity_done = _text()
    words = TextField()
    made_at = TextField()


class Change(BaseModel):
    """A field of a client that a worker changed: the next file from the council leaves it alone."""

    client = _link(Client)
    worker = _link(Worker)
    field = TextField()
    was = _text()
    now = _text()
    changed_at = TextField()


class Duplicate(BaseModel):
    """Two records that may be one person's, the older first, and what was judged of them last; `evidence` (JSON) is
    what spoke for it."""

    client = _link(Client)
    other = _link(Client)
    other_id: int
    verdict = TextField()
    worker = _link(Worker)
    judged_at = TextField()
    evidence = _text()


class Judgement(BaseModel):
    """Each judgement on two records, and each that was undone, as they came."""

    client = _link(Client)
    other = _link(Client)
    worker = _link(Worker, null=True)
    verdict = TextField()
    evidence = _text()
    judged_at = TextField()


class Import(BaseModel):
    """One import of a council's file. `digest` is the same for the same bytes; `is_part` marks a file of refused rows
    that were mended; `audit_mark` is the log's last line before the first row; `kind` says what it was read as, where
    that isn't the list of people to call."""

    worker = _link(Worker)
    began_at = TextField()
    read_at = TextField()
    ended_at = _text()
    council = _text()
    file = TextField()
    sheet = _text()
    digest = TextField()
    is_part = IntegerField(default=0)
    added = IntegerField(default=0)
    changed = IntegerField(default=0)
    unchanged = IntegerField(default=0)
    not_taken = IntegerField(default=0)
    refused = IntegerField(default=0)
    audit_mark = IntegerField(default=0)
    undone_at = _text()
    undone_by = _link(Worker, null=True, column_name="undone_by")
    kind = _text()


class Brought(BaseModel):
    """A client in an import: added, changed or unchanged; `snapshot` (JSON) is what was kept of them before."""

    import_: Any = _link(Import, column_name="import_id")
    import_id: int
    client = _link(Client)
    how = TextField()
    snapshot = _text()

    class Meta:
        indexes = ((("client", "import_"), True),)


class Doubt(BaseModel):
    """What a file or a record leaves open about a client, until a person settles it; `twin` is the other record that it
    is about, if there is one."""

    client = _link(Client)
    code = TextField()
    words = _text()
    made_at = TextField()
    settled_at = _text()
    settled_by = _link(Worker, null=True, column_name="settled_by")
    how = _text()
    import_: Any = _link(Import, null=True, column_name="import_id")
    import_id: int | None
    owner: Any = _link(Worker, null=True)
    owner_id: int | None
    due_at = _text()
    record = _text()
    twin: Any = _link(Client, null=True)
    twin_id: int | None
    stop = _text()
    put_right: Any = _link(Call, null=True)
    put_right_id: int | None
    whom = _text()

    class Meta:
        indexes = ((("client", "code", "words"), True),)


class Draft(BaseModel):
    """What a worker is typing, as JSON, until what it is for is saved: one for each `kind` and `key`."""

    worker = _link(Worker)
    kind = TextField()
    key = TextField()
    body = TextField()
    saved_at = TextField()

    class Meta:
        indexes = ((("worker", "kind", "key"), True),)


class Concern(BaseModel):
    """A concern. Answers (JSON) go into it until it is submitted; then `document` (JSON) stands, and the database
    refuses any change."""

    reference = TextField(unique=True)
    client = _link(Client)
    opened_by = _link(Worker, column_name="opened_by")
    opened_at = TextField()
    answers = TextField(default="{}")
    saved_at = TextField()
    discarded_at = _text()
    discarded_why = _text()
    submitted_at = _text()
    submitted_by = _link(Worker, null=True, column_name="submitted_by")
    document = _text()
    begun_by = _link(Worker, null=True, column_name="begun_by")
    said_danger = IntegerField(default=0)
    untouched = IntegerField(default=0)


class Addition(BaseModel):
    """What was added to a concern after it was submitted."""

    concern = _link(Concern)
    worker = _link(Worker)
    added_at = TextField()
    text = TextField()


class Service(BaseModel):
    """A service that people are referred to: `kind` is a code of rules.support.SERVICE_KIND, `channel` how a referral
    goes there. A retired one gets no more referrals."""

    name = TextField(unique=True)
    kind = TextField()
    channel = TextField()
    mail = _text()
    phone = _text()
    address = _text()
    note = _text()
    added_by = _link(Worker, null=True, column_name="added_by")
    added_by_id: int | None
    added_at = TextField()
    retired_at = _text()
    version = IntegerField(default=1)


class SupportReferral(BaseModel):
    """A referral for support: to a `service`, or where that is null back to the council. `answers` and `document`
    (JSON) are what was written and what the other side reads. The database refuses any change of a row."""

    class Meta:
        table_name = "support"

    reference = TextField(unique=True)
    client = _link(Client)
    service = _link(Service, null=True)
    service_id: int | None
    call = _link(Call, null=True)
    call_id: int | None
    made_by = _link(Worker, column_name="made_by")
    made_by_id: int
    made_at = TextField()
    urgent = IntegerField(default=0)
    answers = TextField(default="{}")
    document = TextField()


class Letter(BaseModel):
    """A letter, mail or text to somebody themself, as it was sent: `sent_to` is the address, line by line, the mail
    address or the number. `ended_at` is when nothing more was to be done with it, `rings_at` when we ring, where it
    says so."""

    reference = TextField(unique=True)
    client = _link(Client)
    kind = TextField()
    way = TextField()
    sent_to = TextField()
    language = TextField()
    large = IntegerField(default=0)
    subject = TextField()
    text = TextField()
    made_by = _link(Worker, column_name="made_by")
    made_by_id: int
    made_at = TextField()
    ended_at = _text()
    rings_at = _text()


class LetterStep(BaseModel):
    """What became of a letter: printed, posted, taken by a server, and what proves it."""

    letter: Any = _link(Letter)
    at = TextField()
    worker = _link(Worker, null=True)
    step = TextField()
    words = _text()


class Escalation(BaseModel):
    """A line of the board. State, level, owner and deadline are what its events add up to; `moves_at` is when its clock
    has something to do, `version` tells a screen that shows an older one."""

    kind = TextField()
    client = _link(Client)
    concern = _link(Concern, null=True)
    concern_id: int | None
    opened_by = _link(Worker, null=True, column_name="opened_by")
    opened_at = TextField()
    danger = IntegerField(default=0)
    state = TextField()
    waiting_for = TextField()
    deadline = _text()
    level = TextField()
    owner = _link(Worker, null=True)
    version = IntegerField(default=1)
    closed_at = _text()
    council = _text()
    moves_at = _text()
    in_error = IntegerField(default=0)
    asks = _text()
    call: Any = _link(Call, null=True)
    action: Any = _link(ClientAction, null=True)
    action_id: int | None
    support: Any = _link(SupportReferral, null=True)
    support_id: int | None
    letter: Any = _link(Letter, null=True)
    letter_id: int | None


class Booking(BaseModel):
    """An interpreter who is booked for a time: with which agency, and how it ended (rules/bookings.py). `escalation` is
    the line of the board on which it was said."""

    client = _link(Client)
    escalation: Any = _link(Escalation, null=True)
    escalation_id: int | None
    language = _text()
    agency = TextField()
    reference = _text()
    at = TextField()
    made_by = _link(Worker, null=True, column_name="made_by")
    made_at = TextField()
    ended_at = _text()
    ended_how = _text()
    ended_by = _link(Worker, null=True, column_name="ended_by")
    ended_why = _text()


class Restriction(BaseModel):
    """That a client's record is restricted: why, since when, by whom. It holds until it has ended; one that was changed
    has ended, and another holds."""

    client = _link(Client)
    reason = TextField()
    made_by = _link(Worker, column_name="made_by")
    made_by_id: int
    made_at = TextField()
    ended_at = _text()
    ended_by = _link(Worker, null=True, column_name="ended_by")
    ended_by_id: int | None
    ended_why = _text()


class OpenTo(BaseModel):
    """A worker to whom a restricted record is open by name."""

    restriction = _link(Restriction)
    restriction_id: int
    worker = _link(Worker)
    worker_id: int


class BrokenGlass(BaseModel):
    """That a worker opened a restricted record all the same: why, and until when. It ends sooner with their call."""

    client = _link(Client)
    worker = _link(Worker)
    worker_id: int
    reason = TextField()
    broken_at = TextField()
    until = TextField()
    ended_at = _text()


def _made_by() -> Any:
    return _link(Worker, null=True, column_name="made_by")


def _void_by() -> Any:
    return _link(Worker, null=True, column_name="void_by")


class YoungPerson(BaseModel):
    """What children's services know of a client beside what everybody has: `category` is what a worker confirmed (the
    law's own is reckoned), the names those of the council's people, `owner` whose work they are."""

    class Meta:
        table_name = "young_person"

    client = _link(Client, unique=True)
    category = _text()
    category_by = _link(Worker, null=True, column_name="category_by")
    category_by_id: int | None
    category_at = _text()
    legal_status = _text()
    team = _text()
    social_worker = _text()
    personal_adviser = _text()
    reviewing_officer = _text()
    school = _text()
    family = _text()
    owner: Any = _link(Worker, null=True)
    owner_id: int | None
    version = IntegerField(default=1)
    made_by = _made_by()
    made_at = TextField()


class CareEpisode(BaseModel):
    """Looked after under one legal status, up to `ended_on`, which is no longer part of it. `source` is who said so:
    the council's file, or a worker, whom no file overwrites."""

    class Meta:
        table_name = "episode"

    client = _link(Client)
    began_on = TextField()
    ended_on = _text()
    status = TextField()
    why = _text()
    source = TextField()
    made_by = _made_by()
    made_at = TextField()
    void_at = _text()
    void_by = _void_by()
    void_why = _text()


class CarePlacement(BaseModel):
    """Where a young person lives, or lived; `stay` is whether looked after, at home again or in accommodation after
    care. `kept_from` names the party that must not learn the address: with one, it is on no paper."""

    class Meta:
        table_name = "placement"

    client = _link(Client)
    stay = TextField()
    began_on = TextField()
    ended_on = _text()
    lives = TextField()
    to_18 = IntegerField(default=0)
    agreed_on = _text()
    address = _text()
    postcode = _text()
    provider = _text()
    kept_from = _text()
    source = TextField()
    made_by = _made_by()
    made_at = TextField()
    void_at = _text()
    void_by = _void_by()
    void_why = _text()


class StatutoryEvent(BaseModel):
    """What happened on a day, from which duties are reckoned (rules/statutory/life.py: EventKind)."""

    class Meta:
        table_name = "statutory_event"

    client = _link(Client)
    kind = TextField()
    happened_on = TextField()
    set_for_on = _text()
    about_on = _text()
    note = _text()
    source = TextField()
    made_by = _made_by()
    made_at = TextField()
    void_at = _text()
    void_by = _void_by()
    void_why = _text()


class BirthBefore(BaseModel):
    """A date of birth that was believed until it was corrected."""

    class Meta:
        table_name = "born_before"

    client = _link(Client)
    born_on = TextField()
    corrected_on = TextField()
    why = TextField()
    made_by = _made_by()
    made_at = TextField()


class DutyEnded(BaseModel):
    """A duty that somebody ended, with the reason: the one of this code that is reckoned from `anchor_on`."""

    class Meta:
        table_name = "duty_ended"

    client = _link(Client)
    code = TextField()
    anchor_on = TextField()
    why = TextField()
    made_by = _made_by()
    made_at = TextField()
    void_at = _text()
    void_by = _void_by()
    void_why = _text()


class FamilyOrder(BaseModel):
    """An order of a family court for a report. Its dates stand in OrderDate, a row for each document."""

    class Meta:
        table_name = "court_order"

    court = TextField()
    case_number = TextField()
    report = TextField()
    made_on = TextField()
    orders = TextField()
    serves = _text()
    council = _text()
    owner: Any = _link(Worker, null=True)
    owner_id: int | None
    drafted_on = _text()
    filed_on = _text()
    filed_time = _text()
    filed_how = _text()
    withdrawn_on = _text()
    withdrawn_why = _text()
    version = IntegerField(default=1)
    made_by = _made_by()
    made_at = TextField()


class OrderChild(BaseModel):
    """A child of an order, until they leave the case."""

    class Meta:
        table_name = "order_child"
        indexes = ((("court_order", "client"), True),)

    court_order: Any = _link(FamilyOrder)
    court_order_id: int
    client = _link(Client)
    left_on = _text()
    left_why = _text()
    made_by = _made_by()
    made_at = TextField()


class OrderDate(BaseModel):
    """What one document says of the days of an order; it is never altered, and the next one stands beside it. Times are
    those of London's clocks. Only a sealed one sets a day: what a message says is expected."""

    class Meta:
        table_name = "order_date"

    court_order: Any = _link(FamilyOrder)
    court_order_id: int
    move = TextField()
    made_on = TextField()
    file_by_on = _text()
    file_by_time = _text()
    hearing_on = _text()
    hearing_time = _text()
    sealed = IntegerField()
    vacated = IntegerField(default=0)
    document = _text()
    made_by = _made_by()
    made_at = TextField()


class School(BaseModel):
    """A school or college whose people are trained."""

    name = TextField(unique=True)
    kind = TextField()
    urn = _text()
    council = _text()
    note = _text()
    retired_at = _text()
    version = IntegerField(default=1)
    made_by = _made_by()
    made_at = TextField()


class WorkCommission(BaseModel):
    """What a council ordered: who there, from when to when. `team_price` is the price of a month, where a team is
    bought for the term."""

    class Meta:
        table_name = "commission"

    reference = TextField(unique=True)
    council = _text()
    ordered_by = TextField()
    ordered_on = TextField()
    began_on = TextField()
    until_on = _text()
    team_price = _text()
    version = IntegerField(default=1)
    made_by = _made_by()
    made_at = TextField()


class CommissionItem(BaseModel):
    """How many pieces of a kind a commission has (null: as many as come), and their price in the contract."""

    class Meta:
        table_name = "commission_item"
        indexes = ((("commission", "kind"), True),)

    commission: Any = _link(WorkCommission)
    commission_id: int
    kind = TextField()
    number = _number()
    price = TextField()


class CommissionMonth(BaseModel):
    """A month of a team that is billed, by its first day."""

    class Meta:
        table_name = "commission_month"
        indexes = ((("commission", "month_on"), True),)

    commission: Any = _link(WorkCommission)
    commission_id: int
    month_on = TextField()
    bill = TextField()
    made_by = _made_by()
    made_at = TextField()


class Work(BaseModel):
    """A piece of work: for one duty (`code`, reckoned from `anchor_on`) to a young person, for an order of a court, or
    a session of training for a school. Where it stands is the sum of its WorkSteps; `state` and `worker` are kept
    beside, for lists. `evidence` is what the council's sign-off recorded in the young person's life, `commission` what
    it is done and billed under."""

    client: Any = _link(Client, null=True)
    client_id: int | None
    court_order: Any = _link(FamilyOrder, null=True)
    court_order_id: int | None
    school: Any = _link(School, null=True)
    school_id: int | None
    kind = TextField()
    code = TextField()
    anchor_on = TextField()
    council = _text()
    requested_on = TextField()
    state = TextField()
    worker: Any = _link(Worker, null=True)
    worker_id: int | None
    evidence: Any = _link(StatutoryEvent, null=True)
    evidence_id: int | None
    commission: Any = _link(WorkCommission, null=True)
    commission_id: int | None
    version = IntegerField(default=1)
    made_by = _made_by()
    made_at = TextField()


class WorkStep(BaseModel):
    """A move of a piece of work, `answers` (JSON) what was said with it; it is never altered. `gives_to` is the worker
    whom it gives the work to."""

    work: Any = _link(Work)
    work_id: int
    move = TextField()
    at = TextField()
    worker: Any = _link(Worker)
    worker_id: int
    answers = TextField()
    gives_to: Any = _link(Worker, null=True)
    gives_to_id: int | None


class WorkDocument(BaseModel):
    """A version of what is written in a piece of work; `begun_from` is the one whose answers it began with."""

    class Meta:
        indexes = ((("work", "number"), True),)

    work: Any = _link(Work)
    work_id: int
    number = IntegerField()
    begun_from: Any = ForeignKeyField("self", null=True, backref="+", index=False)
    begun_from_id: int | None
    made_by = _made_by()
    made_at = TextField()


class WorkSection(BaseModel):
    """The answers (JSON) of one section of a document, as they were saved last."""

    class Meta:
        indexes = ((("document", "section"), True),)

    document: Any = _link(WorkDocument)
    document_id: int
    section = TextField()
    answers = TextField()
    version = IntegerField(default=1)
    saved_by: Any = _link(Worker, null=True, column_name="saved_by")
    saved_at = TextField()


class KeptLife(BaseModel):
    """What was reckoned of a young person last (services/statutory/kept.py): how many duties are met, and whether their
    plan is up to date. `again`: they are reckoned each time, as something is to be put right. No row of these three
    tables refers to another table: all of them can be made anew."""

    class Meta:
        table_name = "reckoned"

    client_id = IntegerField(unique=True)
    met = IntegerField()
    is_current = _number()
    again = IntegerField()


class KeptDuty(BaseModel):
    """A duty to a young person that is open: `by_on` is its day, 9999-12-31 where it has none."""

    class Meta:
        table_name = "reckoned_duty"

    client_id = IntegerField()
    by_on = TextField()
    person_id = TextField()
    code = TextField()
    since_on = TextField()
    waits_for = TextField()
    source = TextField()


class KeptSum(BaseModel):
    """How many of these there are under a name: of a day ours (1) and the council's (0), or of a kind."""

    class Meta:
        table_name = "reckoned_sum"

    name = TextField(unique=True)
    number = IntegerField()


class KeptTally(BaseModel):
    """The sums of a day ('2026-11-03') or a month ('2026-11') by which figures are counted, of a scope: '' is all
    people, others are a council's (services/figures/kept.py). Like the three above it can be made anew."""

    class Meta:
        table_name = "figure_sum"

    scope = TextField()
    span = TextField()
    body = TextField()


class KeptAdded(BaseModel):
    """What a person adds to those sums, with their oldest record; `person_id` is that, of each of their records."""

    class Meta:
        table_name = "figure_part"

    client_id = IntegerField(unique=True)
    person_id = IntegerField()
    body = TextField()


class WorkerHours(BaseModel):
    """What a worker is employed as, and the minutes of their week, from a day on; the newest that has begun holds."""

    class Meta:
        table_name = "capacity"

    worker: Any = _link(Worker)
    worker_id: int
    grade = TextField()
    minutes = IntegerField()
    from_on = TextField()
    why = TextField()
    made_by = _made_by()
    made_at = TextField()


class TeamSettings(BaseModel):
    """A version of all settings of the team: `body` (JSON) is what a settings file would say, `based_on` the version
    that was in force as it was made. Its words never change, and none is ever deleted."""

    class Meta:
        table_name = "team_settings"

    body = TextField()
    based_on = IntegerField(null=True)
    state = TextField()
    why = TextField()
    made_by = _link(Worker, column_name="made_by")
    made_at = TextField()
    decided_by = _link(Worker, null=True, column_name="decided_by")
    decided_at = _text()
    decided_why = _text()


class LieuHours(BaseModel):
    """Minutes that a worker worked over and above on a day, or takes off: why, and who agreed or refused them. None is
    ever deleted."""

    class Meta:
        table_name = "lieu_hours"

    worker: Any = _link(Worker)
    worker_id: int
    kind = TextField()
    day_on = TextField()
    minutes = IntegerField()
    why = TextField()
    work: Any = _link(Work, null=True)
    work_id: int | None
    state = TextField()
    made_at = TextField()
    decided_by = _link(Worker, null=True, column_name="decided_by")
    decided_at = _text()
    decided_why = _text()


class WholeFile(BaseModel):
    """A whole list that somebody asks to write into a file, what for, and what another said; `digest` is the hash of
    what was written."""

    class Meta:
        table_name = "whole_file"

    what = TextField()
    why = TextField()
    lines = IntegerField()
    state = TextField()
    asked_by = _link(Worker, column_name="asked_by")
    asked_at = TextField()
    decided_by = _link(Worker, null=True, column_name="decided_by")
    decided_at = _text()
    digest = _text()


class SchoolPost(BaseModel):
    """Somebody at work in a school; whoever works in two has a post in each."""

    class Meta:
        table_name = "school_post"

    school: Any = _link(School)
    school_id: int
    name = TextField()
    role = TextField()
    began_on = TextField()
    ended_on = _text()
    ended_why = _text()
    mail = _text()
    made_by = _made_by()
    made_at = TextField()


class Training(BaseModel):
    """A course that somebody in a post attended; `whole` says whether they were there for all of it, `work` which
    session of ours it was."""

    post: Any = _link(SchoolPost)
    post_id: int
    course = TextField()
    held_on = TextField()
    whole = IntegerField()
    edition = _text()
    note = _text()
    work: Any = _link(Work, null=True)
    work_id: int | None
    made_by = _made_by()
    made_at = TextField()
    void_at = _text()
    void_by = _void_by()
    void_why = _text()


class Outbox(BaseModel):
    """A message on its way. `key` says what it is, so that nothing is put in twice; `claim` is one dispatch's until
    `claimed_until`; `message_id` is there before the first try, so that one that broke off can be asked about.
    `goes_to` is the address or folder that the settings had for it as it was put in; of older messages nothing."""

    kind = TextField()
    key = TextField(unique=True)
    concern = _link(Concern, null=True)
    escalation = _link(Escalation, null=True)
    escalation_id: int | None
    channel = TextField()
    recipient = _text()
    goes_to = _text()
    body = _text()
    message_id = TextField(unique=True)
    danger = IntegerField(default=0)
    state = TextField(default="due")
    tries = IntegerField(default=0)
    next_at = TextField()
    give_up_at = TextField()
    claim = _text()
    claimed_until = _text()
    made_by = _link(Worker, null=True, column_name="made_by")
    made_at = TextField()
    ended_at = _text()
    answer = _text()
    letter: Any = _link(Letter, null=True)
    letter_id: int | None
    document: Any = _link(WorkDocument, null=True)
    document_id: int | None


class Event(BaseModel):
    """A move on a line of the board, `body` (JSON) what was said with it; `corrects` names the move that it puts
    right."""

    escalation = _link(Escalation)
    at = TextField()
    worker = _link(Worker, null=True)
    move = TextField()
    body = TextField(default="{}")
    corrects = ForeignKeyField("self", null=True, column_name="corrects", backref="+", index=False)


class FrozenFigures(BaseModel):
    """The figures of a period that is over, as they were at `as_of`; `body` (JSON) has each measure, `digest` is the
    hash over the row."""

    class Meta:
        table_name = "frozen"

    first = TextField()
    stop = TextField()
    council = _text()
    as_of = TextField()
    made_by = _link(Worker, column_name="made_by")
    made_by_id: int
    definitions = TextField()
    body = TextField()
    digest = TextField()


class AuditChain(BaseModel):
    """A chain of lines of the log (audit_chain.py): `token` is its name, `key_id` says which key it was made with,
    `mac` is the code over that and the chain before it."""

    token = TextField(unique=True)
    began_at = TextField()
    key_id = TextField()
    mac = TextField()


class Audit(BaseModel):
    """A line of the log: who did what, when and about whom. `detail` is why, where that was asked; `place` the page or
    the command that it came from; `clock_off` by how many seconds the machine's clock was before the server's, where
    those were apart. `number` is its place in the chain of that number, `mac` the code over it all."""

    at = TextField()
    worker = _link(Worker, null=True)
    action = TextField()
    client = _link(Client, null=True)
    subject = _text()
    detail = _text()
    chain = _number()
    number = _number()
    mac = _text()
    place = _text()
    clock_off = _number()


class QueueEntry(BaseModel):
    """Where a client stands in the queue (rules/queue.py decides it): from `changes_at` on the answer can be another.
    `held_by` holds them until `held_until`; `fencing_token` is the fencing token, which counts the holds; `lead` is the
    record under which somebody with several is called."""

    class Meta:
        table_name = "queue_status"

    client = _link(Client, primary_key=True)
    state = TextField()
    reason = TextField()
    why = _text()
    rank = IntegerField(default=9)
    due_at = _text()
    for_worker = _link(Worker, null=True)
    for_worker_id: int | None
    band = _text()
    attempts = IntegerField(default=0)
    changes_at = _text()
    held_by = _link(Worker, null=True, column_name="held_by")
    held_until = _text()
    fencing_token = IntegerField(default=0)
    lead = _link(Client, null=True)
    cause = _text()
    until = _text()
    about = _text()
    record = _text()


class SearchEntry(BaseModel):
    """The folded words by which a client is found."""

    class Meta:
        table_name = "search_line"

    client = _link(Client, primary_key=True)
    words = TextField()


class Metadata(BaseModel):
    """What the database says of itself, by name."""

    class Meta:
        table_name = "metadata"

    key = TextField(primary_key=True)
    value = TextField()


class Tally(BaseModel):
    """How many people stand in each place of the queue."""

    state = TextField()
    reason = TextField()
    rank = IntegerField()
    people = IntegerField()

    class Meta:
        primary_key = CompositeKey("state", "reason", "rank")


class CallsMade(BaseModel):
    """How many calls began in an hour of UTC ('2026-11-22T22')."""

    hour = TextField(primary_key=True)
    calls = IntegerField()


KEPT_BY_THE_DATABASE: tuple[type[BaseModel], ...] = (Tally, CallsMade)
"""Counts that triggers keep (store/migrations/0003_counts.py), on a server a view: nobody else writes them."""
MODELS = tuple(model for model in BaseModel.__subclasses__() if model not in KEPT_BY_THE_DATABASE)
__all__ = [model.__name__ for model in (*MODELS, *KEPT_BY_THE_DATABASE)] + [
    "KEPT_BY_THE_DATABASE",
    "MODELS",
    "BaseModel",
]
