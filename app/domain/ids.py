"""Typed row identities; never shown to users."""

from typing import NewType

PersonId = NewType("PersonId", int)
OfficeId = NewType("OfficeId", int)
CertificateId = NewType("CertificateId", int)
ElderlyCardId = NewType("ElderlyCardId", int)
SessionId = NewType("SessionId", int)
SheetId = NewType("SheetId", int)
ShipmentId = NewType("ShipmentId", int)
SentPaperId = NewType("SentPaperId", int)
ContactId = NewType("ContactId", int)
OperationId = NewType("OperationId", int)
DeferralId = NewType("DeferralId", int)
SocietyAnswerId = NewType("SocietyAnswerId", int)
AnswerId = NewType("AnswerId", int)
SubstituteId = NewType("SubstituteId", int)
PrintNoteId = NewType("PrintNoteId", int)
MisdeliveryId = NewType("MisdeliveryId", int)
DrawerCountId = NewType("DrawerCountId", int)
DrawerFindId = NewType("DrawerFindId", int)
StageId = NewType("StageId", int)
StepAheadId = NewType("StepAheadId", int)
