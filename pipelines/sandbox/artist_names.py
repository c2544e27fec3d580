"""Invented artist names by genre, and the parts from which more are made when a world needs them."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


GIVEN: dict[str, tuple[str, ...]] = {
    "indie rock": _lines("""
        The Apologetic Wolves
        Municipal Pool
        Tax Season Forever
        Lesser Antlers
        The Borrowed Amplifiers
        Parking Lot Saints
        Almost Ohio
        The Second Cheapest Wine
        Weekday Vikings
        Damp Trophy
        Carpool Tunnel
        The Understudy Club
        """),
    "folk": _lines("""
        Marrow & Thistle
        Ida Winterbourne
        The Hollow Ferrymen
        Saoirse Quill
        Barn Owl Testimony
        Elias Farrow-Lund
        Kettle Mountain Choir
        Wren Oakhollow
        The Patient Gardeners
        Tove Hedlund Ask
        """),
    "shoegaze": _lines("""
        Velvet Static Bloom
        Soft Focus Cathedral
        Glasshouse Hum
        Pale Chlorine
        Slow Elevator to Venus
        Moth Season
        Blurry Lantern
        The Unsent Postcards
        Swimmer's Halo
        """),
    "post-punk": _lines("""
        Grey Escalator
        Cold Municipal
        The Filing Cabinets
        Neue Heizung
        Paternoster Lift
        Concrete Etiquette
        Queue Discipline
        Die Nachtbuslinie
        Fluorescent Monks
        Polite Emergency
        """),
    "hip hop": _lines("""
        Uncle Decimal
        Kasimir Blunt
        Lady Footnote
        Doc Marginalia
        Young Accountant
        Verse Actuary
        MC Quiet Storm Warning
        Tolla Bright
        Professor Lowercase
        Big Hypotenuse
        Nomi Okafor-Reyes
        Corner Store Socrates
        """),
    "r&b": _lines("""
        Delphine Amour-Hayes
        Slow Honey Theory
        Marlowe Saint-Cyr
        Odessa Vale
        Candlewick Avenue
        Jonah Velour
        The Late Reply
        Imani Coral
        """),
    "house": _lines("""
        Disco Notary
        Sunday Concierge
        Paola Fontanelle
        Patio Physics
        Kleine Freude
        Mirrorball Logistics
        Ferris & the Wheel
        DJ Reasonable Hour
        Terrazzo Boys
        """),
    "techno": _lines("""
        Werkstatt Neun
        Substation Kaiser
        Anode Kathode
        Null Ventil
        Helga Transistor
        Concrete Lung
        Phasenprüfer
        Kilowatt Abbey
        Oblast Relay
        """),
    "ambient": _lines("""
        Lichen Archive
        A Fog in Lisbon
        Hiroko Tanamura
        Tidal Stationery
        Rooms Without Clocks
        Ove Nordlys
        The Museum of Rain
        Pine Resin Ensemble
        Gradual Harbour
        """),
    "idm": _lines("""
        Otto Pilot-Error
        Checksum Garden
        Bracket Mouse
        Kerning Pairs
        Lossy Animals
        Semicolon Swimming Team
        Tin Parliament
        Wobbly Theorem
        """),
    "metal": _lines("""
        Gravemind Orchard
        Ossuary Tide
        Wyrmcathedral
        Tomb of the Unpaid Intern
        Frostbitten Ledger
        Hymns to Rust
        Skarnvald
        Plague Cartographer
        Mourning Colossus
        Vantaan Kuolema
        Bonfire Liturgy
        Cranial Abbey
        """),
    "stoner rock": _lines("""
        Bison Telescope
        Desert Plumbing
        Mammoth Laundry
        Sandworm Sunday
        The Reverend Sludge
        Orbiting Goat
        Amber Bulldozer
        """),
    "jazz": _lines("""
        Thelma Ostergaard Quartet
        Cornelius Baptiste-Moon
        The Blue Radiators
        Yusuf Calloway
        Midtown Umbrella Trio
        Agnes Tremolo
        Five Flights Up
        The Lacquered Owls
        Benedikta Strand
        Lonnie Marchetti
        """),
    "soul": _lines("""
        Loretta Fairweather
        The Kind Regards
        Reverend Otis Plum
        Clementine & the Sermons
        The Golden Receipts
        Ruby Delacroix-Jones
        Sweet Arithmetic
        """),
    "pop": _lines("""
        Astrid Neon
        Plastic Daydream
        Cherry Escrow
        Mina Starlight-Park
        The Polite Lasers
        Felicity Fortnight
        Blushing Algorithm
        Candy Litigation
        Luz Marzipan
        Hej Katarina
        """),
    "hyperpop": _lines("""
        xX_teacup_Xx
        Kitty Blue Screen
        Pixel Tantrum
        lil autosave
        Glitterhex
        Sugar Overclock
        """),
    "latin": _lines("""
        Los Domingos Perdidos
        Marisol del Puerto
        Orquesta Terciopelo
        Caetana Brisa
        Cumbia Meteorológica
        Joaquim das Ondas
        Las Primas Elegantes
        """),
    "afrobeat": _lines("""
        Baba Kolade & the Night Shift
        Selam Tesfaye Sextet
        The Harmattan Brass
        Amadou Sahel-Blues
        Lagos Weather Report
        Queen Adunni Electric
        """),
}

FIRST_WORDS = _lines("""
    Paper
    Midnight
    Second-Hand
    Quiet
    Northern
    Cardboard
    Electric
    Reluctant
    Distant
    Accidental
    Suburban
    Copper
    Invisible
    Ornamental
    Provincial
    Tender
    Nocturnal
    Understated
    Feral
    Overdue
    """)
SECOND_WORDS: dict[str, tuple[str, ...]] = {
    "loud": _lines("""
        Cathedral
        Wolves
        Furnace
        Reactor
        Avalanche
        Serpent
        Engines
        Monolith
        Thunder
        Pylon
        """),
    "soft": _lines("""
        Orchard
        Lighthouse
        Letters
        Sparrow
        Harbour
        Meadow
        Candle
        Porcelain
        Almanac
        Botanist
        """),
    "moving": _lines("""
        Tramline
        Carousel
        Escalators
        Bicycles
        Voltage
        Ferry
        Turnstile
        Satellites
        Pendulum
        Ballroom
        """),
}
FIRST_NAMES = _lines("""
    Anselm
    Bettina
    Cosima
    Dario
    Esme
    Florian
    Greta
    Hamza
    Inés
    Juno
    Kwame
    Leontine
    Mateo
    Nadia
    Oskar
    Priya
    """)
LAST_NAMES = _lines("""
    Abernathy
    Bellweather
    Castellane
    Drummond-Ito
    Eastlake
    Fennimore
    Grünwald
    Halloran
    Ivarsson
    Jankowiak
    Kirkebride
    Lindqvarn
    Mbeki-Stone
    Nightingale
    Okonjo
    Pemberley
    """)
