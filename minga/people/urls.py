"""Addresses of people, under `/<municipality>/personas/`."""

from django.urls import path

from .views import belongings, elsewhere, imports, people, reveal

app_name = "people"
_PERSON = "<uuid:public_id>/"
_MOVE = "mudanzas/<uuid:public_id>/"
_SHEET = "archivos/<uuid:public_id>/"

urlpatterns = [
    path("", people.person_list, name="person-list"),
    path("nueva/", people.register_person, name="register-person"),
    path("archivos/", imports.import_list, name="import-list"),
    path("archivos/nuevo/", imports.stage_file, name="stage-file"),
    path(f"{_SHEET}columnas/", imports.map_columns, name="map-columns"),
    path(_SHEET, imports.import_detail, name="import-detail"),
    path(f"{_SHEET}decidir/", imports.decide_rows, name="decide-rows"),
    path(f"{_SHEET}aplicar/", imports.apply_import, name="apply-import"),
    path(f"{_SHEET}contar/", imports.count_import, name="count-import"),
    path(f"{_SHEET}descartar/", imports.discard_import, name="discard-import"),
    path(f"{_SHEET}deshacer/", imports.undo_import, name="undo-import"),
    path("otro-lugar/", elsewhere.elsewhere_review, name="elsewhere-review"),
    path("mudanzas/", elsewhere.transfer_list, name="transfer-list"),
    path(_MOVE, elsewhere.transfer_detail, name="transfer-detail"),
    path(f"{_MOVE}aceptar/", elsewhere.accept_transfer, name="accept-transfer"),
    path(f"{_MOVE}no-aceptar/", elsewhere.decline_transfer, name="decline-transfer"),
    path(f"{_MOVE}retirar/", elsewhere.withdraw_transfer, name="withdraw-transfer"),
    path(f"{_PERSON}otro-lugar/", elsewhere.ask_elsewhere, name="ask-elsewhere"),
    path(f"{_PERSON}mudanza/", elsewhere.offer_transfer, name="offer-transfer"),
    path(_PERSON, people.person_detail, name="person-detail"),
    path(f"{_PERSON}completo/", reveal.reveal_identity, name="reveal-identity"),
    path(f"{_PERSON}editar/", people.update_person, name="update-person"),
    path(f"{_PERSON}comprobante/", people.person_receipt, name="person-receipt"),
    path(f"{_PERSON}comprobante/imprimir/", people.print_receipt, name="print-receipt"),
    path(f"{_PERSON}contactos/nuevo/", belongings.add_contact_point, name="add-contact-point"),
    path(f"{_PERSON}contactos/<uuid:contact_id>/cerrar/", belongings.close_contact_point, name="close-contact-point"),
    path(f"{_PERSON}documentos/nuevo/", belongings.add_document, name="add-document"),
    path(f"{_PERSON}confianza/", belongings.set_trusted_person, name="set-trusted-person"),
    path(f"{_PERSON}autorizaciones/nueva/", belongings.record_consent, name="record-consent"),
    path(f"{_PERSON}autorizaciones/<uuid:consent_id>/retirar/", belongings.withdraw_consent, name="withdraw-consent"),
    path(f"{_PERSON}autorizaciones/<uuid:consent_id>/hoja/", belongings.consent_evidence, name="consent-evidence"),
    path(f"{_PERSON}participacion/cerrar/", belongings.close_participation, name="close-participation"),
    path(f"{_PERSON}participacion/abrir/", belongings.open_participation, name="open-participation"),
    path(f"{_PERSON}hogar/", belongings.join_household, name="join-household"),
    path(f"{_PERSON}hogar/salir/", people.leave_household, name="leave-household"),
]
