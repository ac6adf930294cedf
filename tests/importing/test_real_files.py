import os
from pathlib import Path
import pytest
from tests.importing.desk import Desk


@pytest.mark.parametrize(
    "what",
    [
        ("boston/boston_housing_building_2011H2.csv", "boston-311"),
        ("zh/property_messages.csv", "message-board-zh"),
    ],
)
async def test_x(desk: Desk, what) -> None:
    f = Path(os.environ["GUANJIA_SAMPLE_DATA"]) / what[0]
    for i in range(2):
        r = await desk.run(f, what[1])
        print(r.stdout, r.stderr)
        if r.exception and r.exit_code == 1:
            raise r.exception
    print(desk.rejections()[:3])
