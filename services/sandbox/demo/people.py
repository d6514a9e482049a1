"""The fictitious citizens: names that say so, addresses in real provinces."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from services.sandbox.demo.shapes import Person

PROVINCES = MappingProxyType(
    {"01": "Hà Nội", "46": "Huế", "48": "Đà Nẵng", "56": "Khánh Hòa", "75": "Đồng Nai", "79": "TP. Hồ Chí Minh",
     "92": "Cần Thơ"}
)  # fmt: skip

CITIES = frozenset({"Huế", "Đà Nẵng", "Cần Thơ", "Hà Nội"})

SAIGON = ("79", "Phường Sài Gòn", "1 đường Thử Nghiệm")
HANOI = ("01", "Phường Hoàn Kiếm", "2 phố Thử Nghiệm")
DANANG = ("48", "Phường Hải Châu", "3 đường Thử Nghiệm")
CANTHO = ("92", "Phường Ninh Kiều", "4 đường Thử Nghiệm")
HUE = ("46", "Phường Thuận Hóa", "5 đường Thử Nghiệm")
DONGNAI = ("75", "Phường Trấn Biên", "6 đường Thử Nghiệm")
KHANHHOA = ("56", "Phường Nha Trang", "7 đường Thử Nghiệm")

CLEAN = Person(101, "Nguyễn Văn Thử Một", "male", date(1990, 5, 14), *SAIGON)
ZERO_FEE = Person(102, "Trần Thị Thử Hai", "female", date(1995, 8, 2), *HANOI)
UNPAID_FINE = Person(103, "Lê Văn Thử Ba", "male", date(1988, 11, 30), *SAIGON)
SUSPENDED = Person(104, "Phạm Thị Thử Bốn", "female", date(1985, 2, 9), *HANOI)
SUSPENSION_PENDING = Person(105, "Hoàng Văn Thử Năm", "male", date(1979, 7, 21), *DANANG)
LICENCE_HELD = Person(106, "Huỳnh Thị Thử Sáu", "female", date(1992, 1, 17), *SAIGON)
EXPIRED_20_DAYS = Person(107, "Phan Văn Thử Bảy", "male", date(1983, 9, 5), *CANTHO)
EXPIRED_6_MONTHS = Person(108, "Vũ Thị Thử Tám", "female", date(1981, 12, 25), *HUE)
EXPIRED_2_YEARS = Person(109, "Võ Văn Thử Chín", "male", date(1975, 3, 8), *DONGNAI)
ONE_PART_SUSPENDED = Person(110, "Đặng Văn Thử Mười", "male", date(1991, 6, 19), *SAIGON)
NOT_FOUND = Person(111, "Bùi Thị Thử Mười Một", "female", date(1998, 10, 10), *KHANHHOA)
REVOKED = Person(112, "Đỗ Văn Thử Mười Hai", "male", date(1987, 4, 28), *HANOI)
NAME_DIFFERS = Person(113, "Hồ Thị Thử Mười Bảy", "female", date(1993, 2, 3), *HUE)
OWNER_NOTICE = Person(114, "Ngô Văn Thử Mười Bốn", "male", date(1986, 8, 16), *SAIGON)
OLD_CARD = Person(115, "Dương Thị Thử Mười Lăm", "female", date(1982, 5, 1), *DANANG)
NO_HEALTH = Person(116, "Lý Văn Thử Mười Sáu", "male", date(1994, 11, 11), *DONGNAI)
ZERO_POINTS = Person(117, "Đinh Văn Thử Ế Ộ", "male", date(2001, 1, 20), *HANOI)
NO_LICENCE = Person(118, "Mai Thị Thử Mười Tám", "female", date(2003, 9, 9), *CANTHO)
MOTORCYCLE = Person(119, "Trịnh Thị Thử Mười Chín", "female", date(2004, 3, 27), *SAIGON)
TWO_PARTS = Person(120, "Cao Văn Thử Hai Mươi", "male", date(1989, 10, 2), *HANOI)
SCRIPTED = Person(121, "Tạ Văn Thử Kịch Bản", "male", date(1984, 6, 6), *SAIGON)
TRACTOR = Person(122, "Lương Văn Thử Hai Hai", "male", date(1978, 12, 4), *CANTHO)
OLD_LAW = Person(123, "Đoàn Thị Thử Hai Ba", "female", date(1987, 7, 7), *DONGNAI)
SPARE_ONE = Person(131, "Nguyễn Thị Thử Dự Bị Một", "female", date(1990, 2, 12), *SAIGON)
SPARE_TWO = Person(132, "Nguyễn Văn Thử Dự Bị Hai", "male", date(1991, 3, 13), *HANOI)
SPARE_THREE = Person(133, "Nguyễn Thị Thử Dự Bị Ba", "female", date(1992, 4, 14), *DANANG)


def address_of(person: Person) -> dict[str, str]:
    """The person's address as registers write it."""
    text = f"{person.street}, {person.commune}, {PROVINCES[person.province]}"
    return {"text": text, "province": person.province, "commune": person.commune}


def police_of(province: str) -> str:
    """The provincial police (công an cấp tỉnh) as documents name it."""
    place = PROVINCES[province]
    if place.startswith("TP."):
        return f"Công an {place}"
    return f"Công an TP. {place}" if place in CITIES else f"Công an tỉnh {place}"
