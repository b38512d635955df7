"""Training inside a municipality."""

from django.urls import path

from .views import classes, courses, cycles, places, sessions

app_name = "training"
urlpatterns = [
    path("", cycles.cycle_list, name="cycle-list"),
    path("ciclos/nuevo/", cycles.plan_cycle, name="plan-cycle"),
    path("ciclos/<uuid:public_id>/", cycles.cycle_detail, name="cycle-detail"),
    path("ciclos/<uuid:public_id>/abrir/", cycles.open_cycle, name="open-cycle"),
    path("ciclos/<uuid:public_id>/cerrar/", cycles.close_cycle, name="close-cycle"),
    path("ciclos/<uuid:public_id>/aula-nueva/", classes.plan_class, name="plan-class"),
    path("calendario/", sessions.session_calendar, name="session-calendar"),
    path("cursos/", courses.course_library, name="course-library"),
    path("cursos/nuevo/", courses.add_course, name="add-course"),
    path("cursos/<uuid:public_id>/", courses.course_detail, name="course-detail"),
    path("cursos/<uuid:public_id>/cambiar/", courses.change_course, name="change-course"),
    path("cursos/<uuid:public_id>/aprobar/", courses.approve_course, name="approve-course"),
    path("facilitadores/", courses.facilitator_list, name="facilitator-list"),
    path("facilitadores/nuevo/", courses.add_facilitator, name="add-facilitator"),
    path("facilitadores/<uuid:public_id>/certificado/", courses.certify_facilitator, name="certify-facilitator"),
    path("aulas/<uuid:public_id>/", classes.class_detail, name="class-detail"),
    path("aulas/<uuid:public_id>/apertura/", classes.opening_checklist, name="opening-checklist"),
    path("aulas/<uuid:public_id>/apertura/<slug:item>/excepcion/", classes.except_item, name="except-item"),
    path("aulas/<uuid:public_id>/abrir/", classes.open_class, name="open-class"),
    path("aulas/<uuid:public_id>/cerrar/", classes.close_class, name="close-class"),
    path("aulas/<uuid:public_id>/sobrecupo/", classes.grant_extra_places, name="grant-extra-places"),
    path("aulas/<uuid:public_id>/sesiones/", sessions.add_sessions, name="add-sessions"),
    path("aulas/<uuid:public_id>/facilita/", classes.assign_facilitator, name="assign-facilitator"),
    path("aulas/<uuid:public_id>/horas/<uuid:person_id>/", places.approve_hours, name="approve-hours"),
    path("aulas/<uuid:public_id>/matricular/", places.enrol, name="enrol"),
    path("matriculas/<uuid:public_id>/confirmar/", places.confirm_place, name="confirm-place"),
]
