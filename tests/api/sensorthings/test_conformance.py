"""The root document says what is held; for each requirement a test is named here."""

from collections.abc import Mapping

from chengyun.api.sensorthings import conformance
from tests.api.sensorthings import test_many, test_mqtt, test_reading, test_updates, test_writing
from tests.api.sensorthings.conftest import Sta

ENTITIES = test_reading.test_every_entity_has_its_control_information_properties_and_links
NAMED_400 = test_reading.test_a_wrong_option_is_400_and_named
PROOF: Mapping[str, object] = {
    **{
        name: ENTITIES
        for name in conformance.HELD
        if name.startswith("datamodel/")
    },
    "resource-path/resource-path-to-entities":
        test_reading.test_resource_paths_lead_to_entities_properties_and_values,
    "request-data/status-code": test_reading.test_what_is_not_there_is_404_and_says_so,
    "request-data/query-status-code": NAMED_400,
    "request-data/order": test_reading.test_skip_top_and_count_are_what_they_say,
    "request-data/expand": test_reading.test_expand_nests_with_options_and_by_path,
    "request-data/select": test_reading.test_select_tells_what_was_chosen_alone,
    "request-data/orderby": test_reading.test_orderby_takes_several_keys_and_directions,
    "request-data/top": test_reading.test_skip_top_and_count_are_what_they_say,
    "request-data/skip": test_reading.test_skip_top_and_count_are_what_they_say,
    "request-data/count": test_reading.test_skip_top_and_count_are_what_they_say,
    "request-data/filter": test_reading.test_filter_decides_by_every_operator_and_function,
    "request-data/built-in-filter-operations":
        test_reading.test_filter_decides_by_every_operator_and_function,
    "request-data/built-in-query-functions":
        test_reading.test_filter_on_observations_decides_by_columns_and_by_rows,
    "request-data/pagination": test_reading.test_pages_follow_next_links_until_all_were_told_once,
    "create-update-delete/create-entity":
        test_writing.test_an_entity_is_created_with_201_and_its_address,
    "create-update-delete/link-to-existing-entities":
        test_writing.test_links_to_what_exists_are_made_by_id,
    "create-update-delete/deep-insert": test_writing.test_deep_insert_makes_everything_inside,
    "create-update-delete/deep-insert-status-code":
        test_writing.test_a_deep_insert_that_fails_makes_nothing,
    "create-update-delete/update-entity":
        test_writing.test_patch_changes_what_is_told_and_merges_properties,
    "create-update-delete/update-entity-put":
        test_writing.test_put_replaces_and_needs_what_is_mandatory,
    "create-update-delete/update-entity-jsonpatch":
        test_writing.test_json_patch_does_its_operations_or_none,
    "create-update-delete/delete-entity":
        test_writing.test_deleting_takes_along_what_the_standard_says,
    "create-update-delete/historical-location-auto-creation":
        test_writing.test_a_new_location_of_a_thing_is_noted_in_its_history,
    "create-update-delete/historical-location-manual-creation":
        test_writing.test_the_newest_entry_of_history_says_where_a_thing_is,
    "batch-request/batch-request": test_many.test_a_batch_may_be_multipart_with_a_change_set,
    "multi-datastream/properties": test_many.test_a_multi_datastream_has_its_properties_in_order,
    "multi-datastream/relations": test_many.test_a_multi_datastream_has_its_properties_in_order,
    "multi-datastream/constraints": test_many.test_its_lists_must_be_of_one_length,
    "create-observations-via-mqtt/observations-creation":
        test_mqtt.test_what_is_published_to_the_standards_topics_is_posted_there,
    "receive-updates-via-mqtt/receive-updates":
        test_updates.test_subscribers_receive_entities_and_observations_over_mqtt,
    "data-array/data-array":
        test_many.test_many_observations_are_created_at_once_and_each_is_answered,
}  # fmt: skip


def test_a_test_stands_for_each_requirement_that_is_said_to_be_held() -> None:
    assert set(PROOF) == set(conformance.HELD)
    assert len(set(conformance.HELD)) == len(conformance.HELD)


def test_the_root_document_says_it(sta: Sta) -> None:
    told = sta.get("")["serverSettings"]["conformance"]
    assert told == [conformance.BASE + name for name in conformance.HELD]
