"""What several services do together: about gas, and about a fire that somebody has confirmed."""

from chengyun.packs.api import Playbook, Step

GAS = Playbook(
    key="gas_leak",
    title_zh="燃气泄漏联动",
    title_en="Gas leak, together",
    case_types=("gas_leak",),
    severity=2,
    steps=(
        Step(
            key="cut_off",
            title_zh="关阀断气",
            title_en="Shut the valve",
            unit_kind="gas",
            limit="1uh",
            scene=True,
        ),
        Step(
            key="stand_by",
            title_zh="到场警戒、稀释驱散",
            title_en="Guard the scene, thin the gas out",
            unit_kind="fire",
            limit="1uh",
            scene=True,
        ),
        Step(
            key="evacuate",
            title_zh="疏散居民、核对人数",
            title_en="Bring people out and count them",
            unit_kind="street",
            limit="1uh",
        ),
        Step(
            key="test",
            title_zh="保压检测、恢复供气",
            title_en="Test the pressure, let the gas on again",
            unit_kind="gas",
            limit="4uh",
            after=("cut_off", "stand_by"),
        ),
        Step(
            key="return_home",
            title_zh="组织居民返回",
            title_en="Bring people home",
            unit_kind="street",
            limit="2uh",
            after=("evacuate", "test"),
        ),
    ),
)
FIRE = Playbook(
    key="fire_confirmed",
    title_zh="火灾处置联动",
    title_en="A fire, together",
    case_types=("smoke_alarm", "charger_overheat"),
    severity=0,  # an alarm alone starts nothing: somebody has seen that it burns
    steps=(
        Step(key="attack", title_zh="出动到场、侦察、控制火势",
             title_en="Turn out, look, bring the fire under control",
             unit_kind="fire", limit="1uh", scene=True),
        Step(key="roads", title_zh="交通管制、清出消防车通道",
             title_en="Close the roads, clear the fire lane",
             unit_kind="police", limit="1uh", scene=True),
        Step(key="power_off", title_zh="切断着火区域电源", title_en="Cut the power",
             unit_kind="power", limit="1uh", scene=True),
        Step(key="gas_off", title_zh="关闭燃气总阀", title_en="Shut the gas",
             unit_kind="gas", limit="1uh", scene=True),
        Step(key="treat", title_zh="现场医疗救护、伤员转运", title_en="Treat and carry the hurt",
             unit_kind="health", limit="1uh", scene=True),
        Step(key="evacuate", title_zh="疏散群众、清点人数、协助行动不便者",
             title_en="Bring people out, count them, help those who cannot walk",
             unit_kind="street", limit="1uh", scene=True),
        Step(key="put_out", title_zh="扑灭余火、确认无复燃",
             title_en="Put it out, make sure it stays out",
             unit_kind="fire", limit="4uh", after=("attack",)),
        Step(key="inquire", title_zh="火灾原因调查", title_en="Find the cause",
             unit_kind="fire", limit="3wd", after=("put_out",)),
        Step(key="shelter", title_zh="安置受灾居民", title_en="Shelter those who cannot go home",
             unit_kind="street", limit="4uh", after=("evacuate", "put_out")),
    ),
)  # fmt: skip
PLAYBOOKS = (GAS, FIRE)
