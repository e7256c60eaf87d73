"""The addresses of imports."""

from django.urls import path

from twofold.console import import_columns, import_report, imports

urlpatterns = [
    path("imports", imports.imports, name="imports"),
    path("imports/new", imports.import_new, name="import_new"),
    path("imports/files/<uuid:file_id>", imports.import_file, name="import_file"),
    path("imports/files/<uuid:file_id>/columns", import_columns.import_columns, name="import_columns"),
    path("imports/<uuid:operation_id>", import_report.import_report, name="import"),
    path("imports/<uuid:operation_id>/start", import_report.import_start, name="import_start"),
    path("imports/<uuid:operation_id>/corrected", import_report.import_corrected, name="import_corrected"),
    path("imports/<uuid:operation_id>/refused.csv", import_report.import_errors, name="import_errors"),
    path("imports/mappings/<uuid:mapping_id>/remove", import_report.mapping_remove, name="mapping_remove"),
]
