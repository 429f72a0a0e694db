"""Nothing private is reached, unless the operator's setting names it."""

import dataclasses
import socket
from ipaddress import ip_network
from typing import Any

import pytest

from chengyun.notices import guard, messenger, post
from chengyun.notices.words import Message
from tests.notices.conftest import Receiver

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "fe80::1%lo",
     "::ffff:127.0.0.1", "0.0.0.0", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_private_addresses_may_not_be_reached(address: str) -> None:
    assert not guard.may_reach(address, ())


def test_public_addresses_and_named_networks_may_be_reached() -> None:
    assert guard.may_reach("203.119.206.1", ())
    assert guard.may_reach("10.1.2.3", (ip_network("10.0.0.0/8"),))
    assert guard.may_reach("::ffff:127.0.0.1", LOOPBACK)


def test_a_webhook_to_a_private_address_never_connects(receiver: Receiver) -> None:
    assert post.post(receiver.url, b"{}", {}, ()).error == "private address"
    assert receiver.requests == []
    assert post.post(receiver.url, b"{}", {}, LOOPBACK).ok


def test_a_message_to_a_private_address_never_connects(receiver: Receiver) -> None:
    told = Message("title", "body")
    assert messenger.send(receiver.apprise, told, ()).error == "private address"
    assert receiver.requests == []
    assert messenger.send(receiver.apprise, told, LOOPBACK).ok


def test_a_name_is_judged_by_the_address_that_is_connected_to(receiver: Receiver) -> None:
    url = receiver.url.replace("127.0.0.1", "localhost")
    assert post.post(url, b"{}", {}, ()).error == "private address"


def test_redirects_of_a_message_service_are_not_followed(receivers: Any) -> None:
    first, second = receivers(), receivers()
    first.status, first.location = 302, second.url
    outcome = messenger.send(f"{first.apprise}?redirect=yes", Message("t", "b"), LOOPBACK)
    assert not outcome.ok
    assert second.requests == []


def test_other_threads_and_later_calls_are_not_guarded() -> None:
    with guard.only_allowed(()), pytest.raises(guard.Private):
        socket.getaddrinfo("127.0.0.1", 80)
    assert socket.getaddrinfo("127.0.0.1", 80)


def test_what_a_library_says_of_a_failure_names_nobody() -> None:
    said = "Failed to send to wang@example.cn via https://h/x/token at 13812341234: error=500"
    assert messenger.without_secrets(said) == "Failed to send to … via … at …: error=500"


def test_the_setting_is_read_as_networks() -> None:
    from chengyun.runtime.config import ConfigError, read

    read_ = read({"CHENGYUN_NOTICES_PRIVATE": "10.0.0.0/8, 192.168.1.5"})
    assert read_.notices_private == (ip_network("10.0.0.0/8"), ip_network("192.168.1.5/32"))
    assert dataclasses.replace(read_, address="https://a.example/").base == "https://a.example"
    with pytest.raises(ConfigError):
        read({"CHENGYUN_NOTICES_PRIVATE": "intranet"})
