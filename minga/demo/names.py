"""Given names and surnames as the four countries write them. No real person is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NameStock:
    """The names of one country: given names of women and of men, and surnames."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


_WOMEN = _words(
    "María Ana Carmen Rosa Gabriela Andrea Daniela Carolina Alejandra Patricia Verónica Mónica "
    "Sofía Valentina Lucía Paola Diana Karina Elena Teresa Isabel Beatriz Adriana Natalia "
    "Claudia Silvia Gloria Martha Laura Camila"
)
_MEN = _words(
    "José Luis Carlos Juan Miguel Jorge Pedro Andrés Diego Daniel Alejandro Fernando Ricardo "
    "Eduardo Roberto Francisco Javier Antonio Manuel Rafael Sergio Gustavo Mauricio Óscar "
    "Víctor Raúl Santiago Sebastián Nicolás Mateo"
)
_SURNAMES = _words(
    "García Rodríguez González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes "
    "Morales Cruz Ortiz Gutiérrez Chávez Ramos Ruiz Álvarez Mendoza Vásquez Castillo Jiménez "
    "Moreno Romero Herrera Medina Aguilar Vargas Castro Guzmán Fernández Muñoz Rojas Delgado "
    "Peña Ríos Suárez Vega Núñez León Silva Navarro Acosta Cabrera Campos Soto"
)

VENEZUELA = NameStock(
    women=_WOMEN
    + _words(
        "Yuleisy Génesis Yesenia Mariángel Oriana Yusmary Dayana Nairobi Yorgelis Maryuri Keila "
        "Zulay Yamileth Nohemí Rosmary Leidymar Franyelis Wilmary Betzaida Arianny Yoselin Migdalia "
        "Coromoto Estefanía Mariela Anyelis"
    ),
    men=_MEN
    + _words(
        "Yorman Wilmer Yonathan Jhonny Leonel Édgar Darwin Keiver Yeferson Anderson Gerson Wuilian "
        "Ronny Kelvin Jesús Ángel Orlando Rubén Freddy Enderson Yohan Argenis Asdrúbal Ismael "
        "Hecson Deivis"
    ),
    surnames=_SURNAMES
    + _words(
        "Colmenares Urdaneta Márquez Briceño Rondón Contreras Villalobos Azuaje Chirinos Bracho "
        "Parra Montilla Finol Sulbarán Barrios Uzcátegui Querales Camacho Piña Linares Arteaga "
        "Escalona Graterol Pirela Materán Yánez Boscán Lugo Añez Zambrano Marcano Guanipa Monsalve "
        "Araujo Peraza Perdomo"
    ),
)
COLOMBIA = NameStock(
    women=_WOMEN + _words("Luz Yaneth Leidy Yurany Nubia Maryory Ximena Yolima Amparo Dora Jhoana Lizeth Ruby Deisy"),
    men=_MEN + _words("Jhon Édinson Wílmar Jaime Hernán Álvaro Fabián Nelson Yesid Duván Brayan Éver Alirio Uriel"),
    surnames=_SURNAMES
    + _words(
        "Ospina Quiñones Arboleda Caicedo Cuesta Mosquera Angulo Valencia Cárdenas Bedoya Giraldo "
        "Restrepo Zapata Londoño Marulanda Hurtado Cortés Landázuri Burbano Rosero Estupiñán Perea "
        "Rentería Palacios"
    ),
)
PERU = NameStock(
    women=_WOMEN + _words("Milagros Flor Maribel Yovana Roxana Nélida Lizbeth Julissa Pilar Yessica Rocío Maritza"),
    men=_MEN + _words("Percy Wálter Hugo Juver Elmer Róger César Rolando Marco Abel Teófilo Efraín"),
    surnames=_SURNAMES
    + _words(
        "Quispe Mamani Huamán Condori Chuquihuanca Ccori Ticona Apaza Calderón Paredes Salazar "
        "Espinoza Córdova Yauri Huanca Cóndor Ñaupari Tello Chero Távara"
    ),
)
ECUADOR = NameStock(
    women=_WOMEN
    + _words("Jéssica Mayra Gina Lourdes Narcisa Blanca Nelly Norma Maricela Tránsito Sisa Nina Jomayra Kerly Evelyn"),
    men=_MEN
    + _words("Segundo Wáshington Byron Milton Ángel Klever Darwin Stalin Jefferson Fausto Galo Inti Rumiñahui Néstor"),
    surnames=_SURNAMES
    + _words(
        "Zambrano Cedeño Anchundia Mero Toapanta Chango Guamán Quishpe Pilataxi Ñauta Guaraca "
        "Yumbla Caiza Tenesaca Cevallos Intriago Moreira Loor Macías Pincay Tumbaco Delgadillo "
        "Andrade Maldonado Lema Farinango Cachimuel Imbaquingo Grefa Tanguila Shiguango Andy Vélez "
        "Alcívar Bravo De_la_Cruz De_la_Torre San_Martín Del_Pozo"
    ),
)

BY_NATIONALITY: dict[str, NameStock] = {"VE": VENEZUELA, "CO": COLOMBIA, "PE": PERU, "EC": ECUADOR}
