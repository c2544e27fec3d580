"""Words for song titles, album titles and versions."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


TITLES: dict[str, tuple[str, ...]] = {
    "loud": _lines("""
        Throne of Wet Ash
        The Basement Remembers
        No Refunds in Valhalla
        Anvil Lullaby
        Ten Thousand Cold Spoons
        Black Sun, White Goods
        Funeral for a Lawnmower
        Teeth of the Glacier
        Obey the Riff
        Every Crow Knows My Name
        Siege Weather
        The Last Printer on Earth
        Hex Upon the Landlord
        Iron Casserole
        Below the Frost Line
        """),
    "words": _lines("""
        Rent Is Poetry
        Footnotes & Fries
        Long Division
        Cash Only Confessional
        My Therapist Raps Better
        Block Party at the Library
        Receipts
        Auntie Knew
        Two Jobs, One Halo
        Margin Walker's Alibi
        Gold Teeth, Library Card
        Ceiling Fan Freestyle
        Overdraft Anthem
        Voicemail from the Future
        """),
    "machine": _lines("""
        Voltage Drop
        Untitled (Kitchen)
        Corridor 9
        Slow Clap Protocol
        Rubber Metronome
        Please Hold
        Sunrise at the Loading Dock
        Three Strobes
        Basement Ventilation
        Phase Invert
        Cloakroom Ticket 404
        Sleepless in Bitterfeld
        Last Train, First Coffee
        Error, but Gentle
        """),
    "quiet": _lines("""
        The Weather We Kept
        Letter to a Lighthouse
        Small Hours, Smaller Rooms
        Salt on the Windowsill
        What the River Owed
        Half a Sunday
        Borrowed Coat
        October, Unfinished
        Birds That Don't Migrate
        Your Handwriting
        The Year of the Fern
        Snow in the Piano
        Everyone I Loved Had Bicycles
        A Kettle, Far Away
        """),
    "bright": _lines("""
        Call Me When You're Famous
        Glitter Is Forever (Sadly)
        Terms & Conditions of Love
        Crying in the Duty Free
        Good Shoes, Bad News
        Heartbeat Subscription
        Summer on Credit
        Read Receipts
        Ex in the Front Row
        Dance Like It's Deductible
        Pretty in Airplane Mode
        Strawberry Alibi
        Elevator Crush
        """),
    "guitar": _lines("""
        Sorry About Your Van
        Everyone Here Has a Podcast
        Left on Maple
        Cheap Seats
        I Was a Teenage Substitute Teacher
        Bus Pass to Nowhere
        The Good Scissors
        Cereal for Dinner
        Our Band Could Be Your Landlord
        Losing at Mini Golf
        Nobody Mows in Winter
        My Brother's Other Guitar
        Small Town, Big Parking
        Thank You for Waiting
        """),
    "swing": _lines("""
        Waltz for a Broken Umbrella
        Blue in Aisle Four
        Mrs. Henderson's Fire Escape
        Ballad of the Late Waiter
        Cigarette Math
        So What Else
        Third Street, After Rain
        The Owl Orders Again
        Conversation with a Cymbal
        Lucky Elbow
        Quarter Past Almost
        Prayer for the Rhythm Section
        """),
    "sun": _lines("""
        Domingo sin Prisa
        La Luna Debe Dinero
        Mango Season
        Carta de la Playa
        Saudade de Terça-feira
        Baila con Cuidado
        Harmattan Morning
        The Generator Sings
        Market Day Forever
        Camino a Ningún Lado
        Go-Slow Serenade
        Palm Wine Arithmetic
        """),
}
KIND_OF_TITLES = {
    "indie rock": "guitar",
    "folk": "quiet",
    "shoegaze": "quiet",
    "post-punk": "guitar",
    "hip hop": "words",
    "r&b": "bright",
    "house": "machine",
    "techno": "machine",
    "ambient": "quiet",
    "idm": "machine",
    "metal": "loud",
    "stoner rock": "loud",
    "jazz": "swing",
    "soul": "swing",
    "pop": "bright",
    "hyperpop": "bright",
    "latin": "sun",
    "afrobeat": "sun",
}
ADJECTIVES = _lines("""
    Silver
    Hollow
    Patient
    Neon
    Crooked
    Tender
    Burning
    Paper
    Lonesome
    Golden
    Restless
    Ultraviolet
    Unfinished
    Velvet
    Borrowed
    Electric
    Frozen
    Imaginary
    Distant
    Midnight
    Gentle
    Haunted
    Secondhand
    Weightless
    Honest
    Suburban
    """)
NOUNS: dict[str, tuple[str, ...]] = {
    "loud": _lines("""
        Crown
        Sepulchre
        Wolves
        Anvil
        Famine
        Titan
        Rites
        Winter
        Hammer
        Abyss
        """),
    "words": _lines("""
        Ledger
        Sermon
        Corner
        Dividends
        Witness
        Block
        Alibi
        Chapter
        Barbershop
        Proof
        """),
    "machine": _lines("""
        Circuit
        Signal
        Warehouse
        Loop
        Filter
        Terminal
        Pulse
        Grid
        Vapour
        Stairwell
        """),
    "quiet": _lines("""
        Orchard
        Lantern
        Attic
        Shoreline
        Sparrow
        Meadow
        Window
        Harbour
        Snowfall
        Almanac
        """),
    "bright": _lines("""
        Fever
        Lipstick
        Weekend
        Heartbreak
        Mirror
        Daydream
        Perfume
        Karaoke
        Sugar
        Taxi
        """),
    "guitar": _lines("""
        Driveway
        Bicycle
        Summer
        Basement
        Roommate
        Cassette
        Teeth
        Interstate
        Swimming Pool
        Coupon
        """),
    "swing": _lines("""
        Serenade
        Nocturne
        Umbrella
        Avenue
        Prayer
        Waltz
        Matinee
        Overcoat
        Blues
        Balcony
        """),
    "sun": _lines("""
        Corazón
        Marea
        Sunrise
        Fiesta
        Market
        Tamarind
        Ventana
        Palm
        River
        Lluvia
        """),
}
PATTERNS: dict[str, tuple[str, ...]] = {
    "any": _lines("""
        {adjective} {noun}
        {adjective} {noun}, {adjective} {noun}
        The {adjective} {noun}
        {name}'s {noun}
        {noun} for {name}
        {noun} at {place}
        {time} {noun}
        """),
    "loud": _lines("""
        Beneath the {adjective} {noun}
        {noun} of {place}
        {noun} Eater
        All Hail the {noun}
        Wrath of the {adjective} {noun}
        And the {noun} Wept
        Bring Me the {noun}
        """),
    "words": _lines("""
        {noun} Talk
        {name} Told Me
        Still at {place}
        {noun} (Interlude)
        No {noun}, No Problem
        Dear {name}
        {time} on {place}
        """),
    "machine": _lines("""
        {noun} {number}
        {adjective} {noun} (Dub)
        {place}, {time}
        {noun} Study
        Remote {noun}
        {noun} Drift
        A {noun} near {place}
        """),
    "quiet": _lines("""
        {noun}, {time}
        What the {noun} Said
        When {name} Leaves
        Slow {noun}
        A Map of the {noun}
        The {noun} We Never Built
        {name}, by the {noun}
        """),
    "bright": _lines("""
        {noun} (Don't Call)
        U + Me + {noun}
        My {adjective} {noun}
        Kiss Me at {place}
        {name}, Text Me Back
        {noun} on Repeat
        {time} {noun} Club
        """),
    "guitar": _lines("""
        {name} Moved to {place}
        I Left My {noun} at {place}
        Not My {noun}
        Song for a {noun}
        {name} Has a {noun}
        The {noun} Situation
        {time}, No {noun}
        """),
    "swing": _lines("""
        {noun} for {name}
        {name} at {place}
        Minor {noun}
        {noun} in Three
        {time} on the {noun}
        Somebody's {noun}
        Goodbye, {adjective} {noun}
        """),
    "sun": _lines("""
        Tres Veces {noun}
        {noun} de {name}
        Canción para {name}
        {noun} Dance
        Otra Vez {noun}
        {name} y la {noun}
        Sin {noun}, Sin Problema
        Brother {noun}
        """),
}
PLACES = _lines("""
    the Car Wash
    Platform Nine
    Kiosk 4
    the Ice Rink
    the Wrong Airport
    Lake Placeholder
    the Night Market
    Exit 12
    the Rooftop
    the Launderette
    Hotel Paradox
    the Old Quarry
    Terminal B
    the Corner Shop
    """)
TIMES = _lines("""
    4 a.m.
    Sunday
    Late August
    After Hours
    Winter
    Half Past Nine
    Midweek
    New Year
    Lunch Break
    Blue Hour
    """)
NAMES = _lines("""
    Marguerite
    Leonard
    Odile
    Frankie
    Ingrid
    Tobias
    Wilhelmina
    Dolores
    Augustin
    Bea
    """)
ALBUM_PATTERNS = _lines("""
    The {adjective} {noun} Sessions
    {adjective} Years
    Songs About {noun}
    {noun} & Other Errors
    A Brief History of {noun}
    Greatest Near Misses
    {adjective}, Obviously
    Live, Laugh, {noun}
    Postcards from {place}
    {noun} Management
    Everything {adjective} Is New Again
    {time} Will Do
    """)
VENUES = _lines("""
    the Old Municipal Baths
    Radio Pavilion
    Käfer Keller, Leipzig
    St. Brigid's Parish Hall
    the Corn Exchange
    Teatro Limón
    the Last Bookshop
    """)
