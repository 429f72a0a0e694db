"""How an app's first migration makes its tables."""

from typing import Any

from django.db import migrations

MAKING = migrations.CreateModel | migrations.RunPython


class FirstTables(migrations.Migration):
    """Every table is made as it is at the migration's end, with its indexes and constraints.

    Django makes the classes of all models anew after each of some forty steps, which took half a
    minute of a first start; in a new database nothing is gained by the steps between.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        before = project_state.clone()
        vars(project_state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in (one for one in self.operations if isinstance(one, MAKING)):
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
