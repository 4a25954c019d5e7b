"""The themes and subjects to begin with: what industry in Russia shows. Organizers change them as they like."""

from django.db import migrations

# Theme and subjects: (slug, Russian, English), and of a subject the motif that its covers are drawn with.
TABLE = (
    (
        ("fire-and-metal", "Огонь и металл", "Fire and metal"),
        (
            ("molten-metal", "Плавка и литьё", "Molten metal", "ladle"),
            ("castings", "Формы и отливки", "Moulds and castings", "mould"),
            ("cookware", "Чугунная посуда", "Cast-iron cookware", "cauldron"),
            ("rolling", "Прокат", "Rolling mill", "rollers"),
            ("forging", "Кузница", "Forging", "anvil"),
            ("welding", "Сварка", "Welding", "torch"),
            ("machining", "Станки и точные детали", "Machining", "cutter"),
            ("bells", "Колокола", "Bells", "bell"),
            ("blades", "Ножи и клинки", "Knives and blades", "blade"),
            ("samovars", "Самовары", "Samovars", "samovar"),
            ("engineering", "Чертежи и расчёты", "Design office", "compass"),
        ),
    ),
    (
        ("clay-and-glass", "Глина, фарфор, стекло", "Clay, porcelain, glass"),
        (
            ("porcelain", "Фарфор", "Porcelain", "cup"),
            ("porcelain-painting", "Роспись фарфора", "Porcelain painting", "plate"),
            ("pottery", "Гончарный круг", "Pottery", "pot"),
            ("tiles", "Изразцы", "Stove tiles", "tile"),
            ("kiln", "Печь и обжиг", "Kiln and firing", "kiln"),
            ("bricks", "Кирпич", "Bricks", "bricks"),
            ("glass", "Стекло", "Glass", "vase"),
            ("baubles", "Ёлочные игрушки", "Christmas baubles", "bauble"),
        ),
    ),
    (
        ("chocolate-cheese-wine", "Шоколад, сыр, вино", "Chocolate, cheese, wine"),
        (
            ("cocoa", "Какао-бобы", "Cocoa beans", "pod"),
            ("chocolate", "Шоколад", "Chocolate", "bar"),
            ("sweets", "Конфеты", "Sweets", "bonbon"),
            ("jelly", "Мармелад и пастила", "Jelly and pastila", "jelly"),
            ("gingerbread", "Пряники", "Gingerbread", "gingerbread"),
            ("bread", "Хлеб", "Bread", "loaf"),
            ("cheese", "Сыр", "Cheese", "cheese"),
            ("milk", "Молоко", "Milk", "churn"),
            ("ice-cream", "Мороженое", "Ice cream", "cone"),
            ("meat", "Колбасы и деликатесы", "Sausages and hams", "sausage"),
            ("honey", "Мёд", "Honey", "honeycomb"),
            ("tea", "Чай", "Tea", "teapot"),
            ("coffee", "Кофе", "Coffee", "coffee"),
            ("wine", "Вино", "Wine", "barrel"),
            ("beer", "Пиво и квас", "Beer and kvass", "tankard"),
            ("water", "Минеральная вода", "Mineral water", "bottle"),
        ),
    ),
    (
        ("thread-and-cloth", "Нить и ткань", "Thread and cloth"),
        (
            ("flax", "Лён", "Flax", "flax"),
            ("spinning", "Пряжа", "Spinning", "spool"),
            ("weaving", "Ткачество", "Weaving", "loom"),
            ("knitting", "Вязание и трикотаж", "Knitting", "needles"),
            ("felt-boots", "Валенки", "Felt boots", "valenok"),
            ("felt", "Шерсть и войлок", "Wool and felt", "slipper"),
            ("lace", "Кружево", "Lace", "lace"),
            ("shawls", "Платки и набойка", "Printed shawls", "shawl"),
            ("sewing", "Пошив", "Sewing", "sewing"),
            ("leather", "Кожа", "Leather", "hide"),
            ("shoes", "Обувь", "Shoes", "shoe"),
        ),
    ),
    (
        ("wood-and-boats", "Дерево и лодки", "Wood and boats"),
        (
            ("timber", "Лес и пиломатериалы", "Timber", "log"),
            ("joinery", "Рубанок и доска", "Joinery", "plane"),
            ("furniture", "Мебель", "Furniture", "chair"),
            ("toys", "Деревянная игрушка", "Wooden toys", "horse"),
            ("nesting-dolls", "Матрёшки", "Nesting dolls", "doll"),
            ("boats", "Лодки", "Boats", "boat"),
            ("instruments", "Музыкальные инструменты", "Musical instruments", "violin"),
        ),
    ),
    (
        ("paper-and-books", "Бумага и книга", "Paper and books"),
        (
            ("paper", "Бумага", "Paper", "sheet"),
            ("letterpress", "Наборная касса", "Letterpress", "type"),
            ("printing", "Печать", "Printing", "press"),
            ("bookbinding", "Книга и переплёт", "Books and binding", "book"),
            ("pencils", "Карандаши", "Pencils", "pencil"),
            ("packaging", "Картон и упаковка", "Packaging", "carton"),
        ),
    ),
    (
        ("stone-and-amber", "Камень и янтарь", "Stone and amber"),
        (
            ("amber", "Янтарь", "Amber", "amber"),
            ("gems", "Огранка", "Gem cutting", "gem"),
            ("cabochons", "Самоцветы", "Polished stones", "cabochon"),
            ("jewellery", "Украшения", "Jewellery", "ring"),
            ("stone", "Мрамор и гранит", "Marble and granite", "block"),
            ("coins", "Монеты и медали", "Coins and medals", "coin"),
        ),
    ),
    (
        ("wings-and-motors", "Крылья и моторы", "Wings and motors"),
        (
            ("aircraft", "Самолёты", "Aircraft", "aeroplane"),
            ("airfield", "Аэродром", "Airfield", "windsock"),
            ("drones", "Беспилотники", "Drones", "drone"),
            ("propellers", "Винты", "Propellers", "propeller"),
            ("rockets", "Ракеты и космос", "Rockets and space", "rocket"),
            ("cars", "Автомобили", "Cars", "car"),
            ("vans", "Автобусы и фургоны", "Buses and vans", "van"),
            ("seats", "Кресла", "Seats", "seat"),
            ("tyres", "Шины и резина", "Tyres and rubber", "tyre"),
            ("tractors", "Тракторы и комбайны", "Tractors and harvesters", "tractor"),
            ("trains", "Локомотивы и вагоны", "Locomotives and carriages", "train"),
            ("ships", "Корабли", "Ships", "ship"),
            ("assembly-line", "Конвейер", "Assembly line", "conveyor"),
        ),
    ),
    (
        ("current-and-charge", "Ток и заряд", "Current and charge"),
        (
            ("transformers", "Трансформаторы", "Transformers", "coil"),
            ("high-voltage", "Высокое напряжение", "High voltage", "insulator"),
            ("batteries", "Аккумуляторы", "Batteries", "cell"),
            ("hydro-power", "Гидроэлектростанция", "Hydro power", "dam"),
            ("power-plants", "Тепло и атом", "Heat and nuclear power", "tower"),
            ("wind-and-sun", "Ветер и солнце", "Wind and sun", "turbine"),
            ("light", "Свет и лампы", "Lamps and light", "lamp"),
            ("testing", "Испытания и приборы", "Testing and instruments", "gauge"),
        ),
    ),
    (
        ("paint-lenses-robots", "Краски, линзы, роботы", "Paint, lenses, robots"),
        (
            ("pigments", "Пигменты", "Pigments", "mortar"),
            ("paint", "Краски", "Paint", "paint"),
            ("soap-and-perfume", "Мыло и духи", "Soap and perfume", "flacon"),
            ("medicine", "Лекарства", "Medicine", "capsule"),
            ("optics", "Оптика", "Optics", "lens"),
            ("watches", "Часы", "Watches", "watch"),
            ("electronics", "Электроника", "Electronics", "chip"),
            ("robots", "Роботы", "Robots", "robot"),
        ),
    ),
    (
        ("land-and-sea", "Земля и море", "Land and sea"),
        (
            ("grain", "Зерно и мельница", "Grain and mills", "wheat"),
            ("greenhouses", "Теплицы", "Greenhouses", "greenhouse"),
            ("flowers", "Цветы", "Flowers", "flower"),
            ("orchards", "Сады и ягоды", "Orchards and berries", "apple"),
            ("vineyards", "Виноградники", "Vineyards", "grapes"),
            ("goats", "Козья ферма", "Goat farm", "goat"),
            ("fish", "Рыба", "Fish", "fish"),
            ("seaweed", "Водоросли", "Seaweed", "seaweed"),
            ("salt", "Соль", "Salt", "salt"),
            ("mines", "Шахты и рудники", "Mines", "headframe"),
            ("oil-and-gas", "Нефть и газ", "Oil and gas", "pumpjack"),
            ("recycling", "Вторая жизнь вещей", "Recycling", "recycle"),
        ),
    ),
)


def fill(apps, schema_editor):
    theme_model, subject_model = (apps.get_model("enterprises", name) for name in ("Theme", "Subject"))
    for place, ((slug, russian, english), subjects) in enumerate(TABLE):
        theme = theme_model.objects.create(slug=slug, name={"ru": russian, "en": english}, position=place)
        subject_model.objects.bulk_create(
            subject_model(theme=theme, slug=slug, name={"ru": ru, "en": en}, motif=motif, position=position)
            for position, (slug, ru, en, motif) in enumerate(subjects)
        )


def empty(apps, schema_editor):
    for name in ("Subject", "Theme"):
        apps.get_model("enterprises", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]
