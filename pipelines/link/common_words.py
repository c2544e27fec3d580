"""Words of everyday English: an artist whose name is made of nothing else needs context to be recognised."""

COMMON_WORDS = frozenset(
    """
    a about above acoustic after again age ago air album albums alien all almost alone also always am america an
    and angel animal another any anything apple are area around art artist as asia ask at autumn away babe baby
    back bad ball band bands bank bass be beach bear beat beats beautiful because bed been before behind being best
    better between beyond big bird birds bit black blood blue blur body bone bones book born both bottle bottom box
    boy boys brand break bridge bright bring broken brother brothers brown build bus bush but by cake call came
    camera can car cars case cat cats chance change chapter cheap chicago child children choir church circle city
    clean clear close cloud club clubs cold come coming concert cool could country cover cream crime cross cry cult
    culture cure cut daily dance dark daughter day days dead death deep demo desert did different dirty disco do
    does dog dogs doing done door doors down dream dreams drive drop drum drums dust each early earth east easy eat
    echo edge eels eight electric else empire end enemy enough europe even evening ever every everyone everything
    eye eyes face fact faith fall family fan fans far fast father feel feeling few field fight film find fine fire
    first fish five flag flower flowers fly focus folk follow food for force forest forever found four free fresh
    friend friends from front fuel full fun future game garbage garden gas gave genesis genre get ghost giant girl
    girls give glass go god going gold gone good got grace great green grey ground group guess guest guitar guy
    guys had half hall hand hands happy hard has have he head hear heard heart heat heavy hell help her here hero
    high hill him his history hit hold hole home hope horse hot hour house how human hundred i ice idea if
    important in industry inside interpol into iron is it its job journey joy jungle just keep key kid kids kill
    kind king kings kiss knife know label lady lake land last late later law lazy lead leaf learn leave left less
    let life light like line lion list listen little live living local long look looking lose lost lot loud love
    low luck lush machine made magic main make man many map march mark market master matter may maybe me mean
    memory men metal middle might mind mine minor mirror miss mix modern moment money monster month moon more
    morning most mother mountain mouth move movie much muse music must my name nation national need never new news
    next nice night nights nine no noise none normal north not nothing now number oasis ocean of off oh oil old on
    once one only open opera or orange orchestra order other our out over own page pain palace panic paper parade
    paradise park part party past pavement peace people perfect person phone piano picture pink pixies place plan
    planet plastic play playing please point poison pool pop post power present pretty prince problem public pulp
    pulse punk pure put queen question quiet quite radio rain rather read ready real really record records red
    release rest rich ride right ring rise river road rock room root rose round rule run rush safe said sail same
    sand savages save saw say scene school sea season second see seen self sense seven several shadow shame she
    shed ship shop short should show side sign silence silver similar simple since sing singer single singles
    sister sisters six skin sky sleep slow small smoke snow so some someone something sometimes son song songs soon
    soul sound sounds south space spark special speed spirit spoon sport spring square squeeze stage stand star
    stars start state station stay step still stone stones stop storm story strange stranger street string strong
    stuff style such sugar suggest summer sun super sure surface sweet swim system take tale talk talking tall team
    television tell ten test texas than thank thanks that the their them then there these they thing things think
    third this thought thread three through thunder tide time tiny title to today together tomorrow tonight too
    tool top torch total touch tour town track tracks traffic train travel tree trees tribe trip true trust truth
    try turn twenty twin two type under underground until up upon us use used utopia vampire very video view
    village vinyl violet vision visit vocal voice wait wake walk wall want war warm was watch water wave waves way
    we weather week weekend weird well went were west what wheel when where which while white who whole why wife
    wild will wind window wine winter wire wish witch with within without wolf woman women wonder wood word words
    work world worse worst would wow write wrong year years yellow yes yesterday yet you young your zero zone
    """.split()  # noqa: SIM905  (a list of 800 strings would be no easier to read)
)
