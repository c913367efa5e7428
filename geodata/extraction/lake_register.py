"""Which lakes have a name, and which waters of the source were not there in 1938-42."""

from __future__ import annotations

from typing import NamedTuple


class Reservoir(NamedTuple):
    """Water that came later: its number in GSHHG 2.3.6, its name, the year the dam closed (None: not established)."""

    number: str
    name: str
    year: int | None


LATER_WATERS = (
    Reservoir("180530", "Kremenchuk, Kamianske and Kakhovka", 1955),
    Reservoir("180731", "Kyiv", 1964),
    Reservoir("180554", "Tsimlyansk", 1952),
    Reservoir("180562", "Volgograd", 1958),
    Reservoir("180786", "Saratov", 1967),
    Reservoir("180526", "Kuibyshev", 1955),
    Reservoir("180534", "Rybinsk", 1941),
    Reservoir("180636", "Votkinsk", 1961),
    Reservoir("180575", "Kama", 1954),
    Reservoir("180976", "Iriklinsky", 1958),
    Reservoir("181147", "Narva", 1955),
    Reservoir("182776", "Kaunas", 1959),
    Reservoir("184866", "Elektrėnai", 1960),
    Reservoir("184997", "Solina", 1968),
    Reservoir("183547", "Southern Bug at Letychiv", None),
    Reservoir("183812", "Goczałkowice", 1955),
    Reservoir("185534", "Tresna", 1966),
    Reservoir("184583", "Rożnów", 1942),
    Reservoir("183998", "Orava", 1953),
    Reservoir("183643", "Domaša", 1967),
    Reservoir("183897", "Zemplínska šírava", 1965),
    Reservoir("182802", "Lipno", 1959),
    Reservoir("184785", "Orlík", 1961),
    Reservoir("186083", "Jesenice", 1961),
    Reservoir("184213", "Turawa", 1948),
    Reservoir("185210", "Spremberg", 1965),
    Reservoir("184023", "Zaslawye", 1956),
    Reservoir("183504", "Bicaz", 1960),
    Reservoir("184819", "Vidraru", 1966),
    Reservoir("185528", "Koprinka", 1955),
    Reservoir("184713", "Vlasina", 1949),
    Reservoir("184010", "Jablanica", 1953),
    Reservoir("185625", "Krupac", None),
    Reservoir("186102", "Slano", None),
    Reservoir("186008", "Modrac", 1964),
    Reservoir("185511", "Ghidighici", 1963),
    Reservoir("182786", "Tshchik", 1941),
    Reservoir("180679", "Lokka and Porttipahta", 1967),
    Reservoir("184662", "Dniester above Nezvysko: a river drawn by both banks", None),
    Reservoir("184273", "between Ovruch and Olevsk: no lake known there", None),
)

DNIEPER_CHAIN = "180530"
DNIEPER_1932_WEST_EAST = (34.85, 35.45)
DNIEPER_1932_SOUTH_NORTH = (47.865, 48.44)
"""The reach between Dnipropetrovsk and the dam of 1932 at Zaporizhzhia: the one part of the chain that was there."""

ONEGA = "180517"
IVINSKY_FLOOD = (34.75, 60.95, 35.495, 61.26)
"""West, south, east, north of the water joined to Lake Onega when the upper Svir was dammed in 1952."""

FROM_NATURAL_EARTH = ((29.63, 60.72), (34.245, 46.075))
"""Points in lakes that GSHHG lacks: the Vuoksi lake (drawn there as a river) and the western Sivash (land there)."""
SIVASH_WEST_EAST = (33.4, 34.5)

NAMES = (
    ("Caspian Sea", 50.0, 43.5), ("Aral Sea", 60.0, 45.0), ("Lake Ladoga", 31.3, 60.8), ("Lake Onega", 35.6, 61.6),
    ("Lake Peipus", 27.5, 58.7), ("Lake Ilmen", 31.3, 58.28), ("Lake Beloye", 37.65, 60.18), ("Vänern", 13.2, 58.9),
    ("Vättern", 14.5, 58.3), ("Mälaren", 16.9, 59.45), ("Hjälmaren", 15.8, 59.23), ("Saimaa", 28.2, 61.3),
    ("Päijänne", 25.45, 61.6), ("Inari", 27.9, 69.0), ("Oulujärvi", 27.1, 64.3), ("Pielinen", 29.6, 63.25),
    ("Imandra", 33.0, 67.75), ("Lake Vyg", 34.8, 63.5), ("Lake Seg", 33.7, 63.3), ("Topozero", 32.0, 65.7),
    ("Pyaozero", 31.0, 66.1), ("Umbozero", 34.4, 67.7), ("Lovozero", 35.0, 67.95), ("Lake Kuyto", 31.1, 65.07),
    ("Lake Kubenskoye", 39.5, 59.65), ("Lake Lacha", 38.8, 61.33), ("Lake Vozhe", 39.05, 60.6),
    ("Seliger", 33.05, 57.25), ("Balaton", 17.75, 46.88), ("Lake Neusiedl", 16.76, 47.82), ("Śniardwy", 21.74, 53.76),
    ("Mamry", 21.7, 54.13), ("Lake Vištytis", 22.73, 54.42), ("Võrtsjärv", 26.05, 58.28), ("Lake Lubāns", 26.87, 56.76),
    ("Lake Narach", 26.77, 54.86), ("Drūkšiai", 26.58, 55.62), ("Lake Rāzna", 27.45, 56.33), ("Svitiaz", 23.84, 51.5),
    ("Lake Chyrvonaye", 27.97, 52.4), ("Wigry", 23.08, 54.03), ("Jeziorak", 19.6, 53.71), ("Łebsko", 17.42, 54.72),
    ("Müritz", 12.68, 53.42), ("Syamozero", 33.16, 61.93), ("Yanisyarvi", 30.92, 61.97), ("Suojärvi", 32.37, 62.2),
    ("Yalpug", 28.64, 45.44), ("Manych-Gudilo", 42.62, 46.37), ("Elton", 46.69, 49.15), ("Vuoksi", 29.63, 60.72),
    ("Sivash", 34.245, 46.075), ("Torneträsk", 19.3, 68.3), ("Storsjön", 14.4, 63.2), ("Siljan", 14.8, 60.87),
    ("Mjøsa", 10.95, 60.75), ("Kovdozero", 32.0, 66.7), ("Vodlozero", 36.9, 62.3), ("Lake Constance", 9.4, 47.62),
    ("Lake Garda", 10.69, 45.64), ("Lake Scutari", 19.3, 42.2), ("Dnieper reservoir of 1932", 35.12, 48.1),
    ("Puruvesi and Pyhäjärvi", 29.97, 61.88), ("Lake Onkamo", 30.0, 61.0),
)  # fmt: skip
"""Names and a point in the water (lon, lat in degrees)."""
