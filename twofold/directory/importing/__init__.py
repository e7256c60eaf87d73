"""Bringing in people, accounts and memberships from files: reading them, matching what they say, doing it and undoing it.

    reading, guessing      a file, as rows: `guess(path, said) -> Shape`, `rows(path, shape, from_row=, at=) -> Iterator[Row]`
    plan                   what is to be done with them: `ImportPlan(columns, person_keys, account_keys, on_match, ...)`
    targets                where columns may go: `import_targets(actor) -> dict[str, Target]`, `check(plan, targets)`
    proposing              a plan from names and contents: `propose(targets, names, sample, people=) -> ImportPlan`
    values, setting        what a cell says, for each sort of column
    prepared, preparing    cells become fields, identifiers and keys: `Planned(...).preparer().prepare(row) -> Prepared`
    known, knowing         whom the rows of a piece may be about, and what there is of them
    placing                where accounts stand in their trees, so that no ring is closed
    deciding               what a row does: created, updated, merged, unchanged or refused, and why
    applying, telling      doing it: rows in their final form, by COPY, and the facts of it
    drafting               what a dry run holds to be there
    feeding, carrying      pieces of a file, one after the other, as a long operation
    undoing                taking an import back

Others start imports with `verbs.importing.start(actor, file_id, shape=, plan=, dry_run=)`, keep mappings with
`verbs.importing.save_mapping`, and read `queries.importing`: `import_targets`, `proposed_plan`, `saved_mappings`,
`import_rows`, `error_file`. Progress, cancel and undo are those of every long operation (`core.operations`), of the kinds
`directory.import` and `directory.import_dry_run`; their counts are `created`, `updated`, `merged`, `unchanged`, `refused`.
"""
