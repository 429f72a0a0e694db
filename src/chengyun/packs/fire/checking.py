"""The fire check of a key place, item by item with its law."""

from chengyun.packs.api import Checklist, Item

CHECKLISTS = (
    Checklist(
        key="fire_place_check",
        title_zh="重点单位消防检查",
        title_en="Fire check of a key place",
        register="building_sheet",
        pass_mark=80,
        items=(
            Item(
                key="exits",
                title_zh="疏散通道、安全出口畅通",
                title_en="Ways out and exits are clear",
                points=20,
                law="《消防法》第二十八条",
                case_type="fire_exit_blocked",
            ),
            Item(
                key="lane",
                title_zh="消防车通道未被占用",
                title_en="The fire lane is free",
                points=20,
                law="《消防法》第二十八条",
                case_type="fire_exit_blocked",
            ),
            Item(
                key="alarm",
                title_zh="火灾自动报警系统运行正常",
                title_en="The fire alarm works",
                points=15,
                law="《消防法》第十六条第一款第二项",
            ),
            Item(
                key="water",
                title_zh="消火栓、喷淋有水有压",
                title_en="Hydrants and sprinklers have water and pressure",
                points=15,
                law="《消防法》第十六条第一款第二项",
            ),
            Item(
                key="extinguishers",
                title_zh="灭火器配置有效",
                title_en="Extinguishers are there and in date",
                points=10,
                law="《消防法》第十六条第一款第二项",
            ),
            Item(
                key="on_duty",
                title_zh="消防控制室双人值班、持证上岗",
                title_en="Two licensed people in the control room",
                points=10,
                law="GB 25506-2010 4.2.1",
            ),
            Item(
                key="drill",
                title_zh="半年内组织过疏散演练",
                title_en="A drill within half a year",
                points=10,
                law="《消防法》第十六条第一款第六项",
            ),
        ),
    ),
)
