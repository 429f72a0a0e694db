"""The part of the Sparkplug B payload that carries readings, as a protobuf message.

Field numbers and datatypes are those of the Eclipse Sparkplug specification 3.0, chapter 6.4.
Fields that are not named here (data sets, templates, properties) are passed over.
"""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_Field = descriptor_pb2.FieldDescriptorProto
UINT32, UINT64, FLOAT, DOUBLE, BOOL, TEXT, MESSAGE = (
    _Field.TYPE_UINT32, _Field.TYPE_UINT64, _Field.TYPE_FLOAT, _Field.TYPE_DOUBLE,
    _Field.TYPE_BOOL, _Field.TYPE_STRING, _Field.TYPE_MESSAGE,
)  # fmt: skip

METRIC = (
    ("name", 1, TEXT),
    ("alias", 2, UINT64),
    ("timestamp", 3, UINT64),
    ("datatype", 4, UINT32),
    ("is_historical", 5, BOOL),
    ("is_transient", 6, BOOL),
    ("is_null", 7, BOOL),
)
# One of these.
VALUES = (
    ("int_value", 10, UINT32),
    ("long_value", 11, UINT64),
    ("float_value", 12, FLOAT),
    ("double_value", 13, DOUBLE),
    ("boolean_value", 14, BOOL),
    ("string_value", 15, TEXT),
)
# Bits of the signed datatypes Int8, Int16, Int32, Int64.
SIGNED = {1: 8, 2: 16, 3: 32, 4: 64}
BOOLEAN, DATE_TIME = 11, 13


def _build() -> Any:
    file = descriptor_pb2.FileDescriptorProto(
        name="chengyun/sparkplug.proto", package="chengyun.sparkplug", syntax="proto2"
    )
    payload = file.message_type.add(name="Payload")
    metric = payload.nested_type.add(name="Metric")
    metric.oneof_decl.add(name="value")
    for name, number, kind in METRIC:
        _add(metric, name, number, kind)
    for name, number, kind in VALUES:
        _add(metric, name, number, kind).oneof_index = 0
    _add(payload, "timestamp", 1, UINT64)
    metrics = _add(payload, "metrics", 2, MESSAGE)
    metrics.label, metrics.type_name = (
        _Field.LABEL_REPEATED,
        ".chengyun.sparkplug.Payload.Metric",
    )
    _add(payload, "seq", 3, UINT64)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("chengyun.sparkplug.Payload"))


def _add(message: Any, name: str, number: int, kind: int) -> Any:
    return message.field.add(name=name, number=number, type=kind, label=_Field.LABEL_OPTIONAL)


Payload = _build()
