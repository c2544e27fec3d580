"""The genres of the world: how they sound, when they flourished, and where people argue about them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Genre:
    """One genre.

    Attributes:
        name: As on MusicBrainz, lower case.
        subgenres: Finer tags.
        moods: Mood tags that its music gets.
        tempo_bpm: Usual range.
        energy: Typical value, 0 to 1.
        valence: Typical value, 0 to 1.
        years: When its artists started.
        subreddit: Where it is at home.
        languages: ISO 639-3 codes, most common first; `zxx` is music without words.
        explicit_share: Share of songs with strong words.
    """

    name: str
    subgenres: tuple[str, ...]
    moods: tuple[str, ...]
    tempo_bpm: tuple[int, int]
    energy: float
    valence: float
    years: tuple[int, int]
    subreddit: str
    languages: tuple[str, ...] = ("eng",)
    explicit_share: float = 0.02


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


GENRES: tuple[Genre, ...] = (
    Genre(
        "indie rock",
        _words("jangle pop, slacker rock, math rock, britpop"),
        _words("restless, wry, nostalgic, bittersweet, energetic"),
        (104, 152),
        0.68,
        0.52,
        (1984, 2023),
        "indieheads",
        explicit_share=0.06,
    ),
    Genre(
        "folk",
        _words("indie folk, chamber folk, singer-songwriter, americana"),
        _words("intimate, wistful, calm, tender, melancholic"),
        (68, 116),
        0.28,
        0.40,
        (1965, 2023),
        "indieheads",
        ("eng", "eng", "eng", "gle", "swe"),
    ),
    Genre(
        "shoegaze",
        _words("dream pop, slowcore, noise pop"),
        _words("dreamy, melancholic, ethereal, lush, hypnotic"),
        (82, 126),
        0.60,
        0.33,
        (1988, 2024),
        "indieheads",
    ),
    Genre(
        "post-punk",
        _words("new wave, gothic rock, dance-punk"),
        _words("tense, nervous, dark, urgent, wry"),
        (112, 164),
        0.74,
        0.42,
        (1977, 2024),
        "indieheads",
        ("eng", "eng", "deu", "fra"),
        explicit_share=0.08,
    ),
    Genre(
        "hip hop",
        _words("conscious hip hop, cloud rap, jazz rap, boom bap, trap"),
        _words("confident, defiant, groovy, introspective, nocturnal"),
        (74, 148),
        0.66,
        0.55,
        (1986, 2024),
        "hiphopheads",
        ("eng", "eng", "eng", "fra", "deu"),
        explicit_share=0.62,
    ),
    Genre(
        "r&b",
        _words("neo-soul, alternative r&b, contemporary r&b"),
        _words("sensual, warm, nocturnal, romantic, mellow"),
        (62, 112),
        0.46,
        0.50,
        (1990, 2024),
        "hiphopheads",
        explicit_share=0.30,
    ),
    Genre(
        "house",
        _words("deep house, acid house, uk garage, italo disco"),
        _words("euphoric, groovy, party, uplifting, hypnotic"),
        (116, 132),
        0.80,
        0.64,
        (1986, 2024),
        "electronicmusic",
        ("eng", "zxx", "ita"),
    ),
    Genre(
        "techno",
        _words("dub techno, minimal techno, industrial techno, electro"),
        _words("hypnotic, dark, intense, urgent, nocturnal"),
        (122, 148),
        0.86,
        0.27,
        (1988, 2024),
        "electronicmusic",
        ("zxx", "zxx", "deu"),
    ),
    Genre(
        "ambient",
        _words("drone, modern classical, dark ambient, new age"),
        _words("meditative, calm, serene, eerie, peaceful"),
        (52, 96),
        0.16,
        0.26,
        (1974, 2024),
        "electronicmusic",
        ("zxx",),
    ),
    Genre(
        "idm",
        _words("downtempo, trip hop, glitch, drum and bass"),
        _words("quirky, introspective, hypnotic, mysterious, playful"),
        (84, 172),
        0.58,
        0.40,
        (1991, 2024),
        "electronicmusic",
        ("zxx", "eng"),
    ),
    Genre(
        "metal",
        _words("doom metal, black metal, death metal, progressive metal, post-metal"),
        _words("aggressive, epic, ominous, intense, mournful"),
        (72, 192),
        0.91,
        0.24,
        (1978, 2024),
        "Metal",
        ("eng", "eng", "nor", "fin"),
        explicit_share=0.10,
    ),
    Genre(
        "stoner rock",
        _words("sludge metal, psychedelic rock, space rock"),
        _words("hypnotic, groovy, triumphant, ominous"),
        (70, 124),
        0.79,
        0.43,
        (1972, 2022),
        "Metal",
    ),
    Genre(
        "jazz",
        _words("cool jazz, jazz fusion, spiritual jazz, hard bop"),
        _words("mellow, spiritual, playful, reflective, warm"),
        (64, 186),
        0.42,
        0.55,
        (1965, 2023),
        "Jazz",
        ("zxx", "zxx", "eng"),
    ),
    Genre(
        "soul",
        _words("funk, northern soul, gospel, psychedelic soul"),
        _words("joyful, warm, romantic, uplifting, groovy"),
        (84, 128),
        0.60,
        0.71,
        (1965, 2020),
        "Jazz",
    ),
    Genre(
        "pop",
        _words("synth-pop, electropop, art pop, dance pop"),
        _words("happy, energetic, bittersweet, party, romantic"),
        (94, 132),
        0.70,
        0.66,
        (1979, 2025),
        "popheads",
        ("eng", "eng", "kor", "swe", "spa"),
        explicit_share=0.12,
    ),
    Genre(
        "hyperpop",
        _words("bubblegum bass, digicore, glitch pop"),
        _words("euphoric, restless, quirky, anxious"),
        (128, 176),
        0.88,
        0.58,
        (2014, 2025),
        "popheads",
        explicit_share=0.35,
    ),
    Genre(
        "latin",
        _words("cumbia, bossa nova, tropicalia, salsa"),
        _words("summery, romantic, joyful, groovy, wistful"),
        (84, 128),
        0.57,
        0.72,
        (1966, 2024),
        "listentothis",
        ("spa", "por"),
    ),
    Genre(
        "afrobeat",
        _words("highlife, desert blues, ethio-jazz"),
        _words("groovy, hypnotic, triumphant, joyful"),
        (96, 130),
        0.66,
        0.70,
        (1969, 2024),
        "listentothis",
        ("yor", "amh", "eng"),
    ),
)
BY_NAME = {genre.name: genre for genre in GENRES}
SUBREDDITS = ("indieheads", "hiphopheads", "electronicmusic", "Metal", "listentothis", "Jazz", "popheads")
