"""Domain object ↔ table row: which dataclass lies in which table, and where they differ in a name."""

from app.domain import typed
from app.domain.answer import GivenAnswer
from app.domain.certificate import Certificate
from app.domain.contact import Contact
from app.domain.deferral import Deferral
from app.domain.difference import Difference
from app.domain.drawer import DrawerCount, DrawerFind
from app.domain.elderly_card import ElderlyCard
from app.domain.enrolment_stage import EnrolmentStage
from app.domain.issue_batch import IssueBatch
from app.domain.kept_list import HeldList, ListProfile
from app.domain.list_taken import ListTaken
from app.domain.misdelivery import Misdelivery
from app.domain.name_substitute import NameSubstitute
from app.domain.parcel import Parcel, ParcelConflict, ParcelRow, ParcelStep, Partner, RowUid
from app.domain.person import Office, Person
from app.domain.print_note import PrintNote
from app.domain.print_session import PrintSession, PrintSheet
from app.domain.retention import Retention
from app.domain.shipment import SentPaper, Shipment
from app.domain.society import Society
from app.domain.society_answer import SocietyAnswer
from app.domain.step_ahead import StepAhead
from app.domain.told import Told
from db.tables import list_models, models, parcel_models
from db.tables.codec import iso
from db.tables.table import Table

SOCIETY = Table(
    models.SocietyModel, Society, elsewhere={"seal_png": "seal_base64"}, computed={"id": lambda _: 1}
)
RETENTION = Table(models.RetentionModel, Retention, computed={"id": lambda _: 1})
OFFICE = Table(models.OfficeModel, Office)
PERSON = Table(
    models.PersonModel,
    Person,
    computed={
        "kana_key": lambda person: typed.kana(person.kana),
        "name_key": lambda person: typed.without_blanks(person.name),
    },
)
STAGE = Table(models.StageModel, EnrolmentStage)
CERTIFICATE = Table(
    models.CertificateModel, Certificate, computed={"last_step_on": lambda sheet: iso(sheet.last_step_on)}
)
ELDERLY_CARD = Table(models.ElderlyCardModel, ElderlyCard, elsewhere={"on": "done_on"})
CONTACT = Table(models.ContactModel, Contact, elsewhere={"on": "contacted_on"})
DEFERRAL = Table(models.DeferralModel, Deferral)
GIVEN_ANSWER = Table(models.GivenAnswerModel, GivenAnswer)
SESSION = Table(models.PrintSessionModel, PrintSession)
ISSUE_BATCH = Table(list_models.IssueBatchModel, IssueBatch)
SHEET = Table(models.SheetModel, PrintSheet)
SHIPMENT = Table(models.ShipmentModel, Shipment, elsewhere={"on": "sent_on"})
SENT_PAPER = Table(models.SentPaperModel, SentPaper)
SUBSTITUTE = Table(models.SubstituteModel, NameSubstitute, elsewhere={"png": "png_base64"})
PRINT_NOTE = Table(models.PrintNoteModel, PrintNote)
MISDELIVERY = Table(models.MisdeliveryModel, Misdelivery, elsewhere={"given_to": "given_to_id"})
DRAWER_COUNT = Table(models.DrawerCountModel, DrawerCount)
DRAWER_FIND = Table(models.DrawerFindModel, DrawerFind)
SOCIETY_ANSWER = Table(models.SocietyAnswerModel, SocietyAnswer, elsewhere={"on": "answered_on"})
STEP_AHEAD = Table(models.StepAheadModel, StepAhead, elsewhere={"on": "takes_on"})
TOLD = Table(list_models.ToldModel, Told)
LIST_TAKEN = Table(list_models.ListTakenModel, ListTaken)
DIFFERENCE = Table(list_models.DifferenceModel, Difference)
LIST_PROFILE = Table(list_models.ListProfileModel, ListProfile)
HELD_LIST = Table(list_models.HeldListModel, HeldList)
PARTNER = Table(parcel_models.PartnerModel, Partner)
PARCEL = Table(parcel_models.ParcelModel, Parcel)
ROW_UID = Table(parcel_models.RowUidModel, RowUid)
PARCEL_ROW = Table(parcel_models.ParcelRowModel, ParcelRow)
PARCEL_STEP = Table(parcel_models.ParcelStepModel, ParcelStep)
PARCEL_CONFLICT = Table(parcel_models.ParcelConflictModel, ParcelConflict)
