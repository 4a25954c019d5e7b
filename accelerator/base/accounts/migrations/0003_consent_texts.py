"""The wordings of what people agree to. An operator publishes one with its own name as the next version."""

from datetime import UTC, datetime

from django.db import migrations

FIRST = {
    "title": {
        "ru": "Согласие на обработку персональных данных",
        "en": "Consent to the processing of personal data",
    },
    "body": {
        "ru": """Записываясь на экскурсию, я даю согласие организации, которая ведёт этот портал (оператору), на обработку моих персональных данных и данных тех, кого я записываю вместе с собой. Если среди них есть дети, я подтверждаю, что я их законный представитель или действую с его согласия; если взрослые — что они знают об этом и не против.

### Какие данные

- имя и адрес электронной почты того, кто оформляет бронирование, и телефон, если он указан;
- имена и возраст посетителей, если о них спрашивает форма;
- то, что просит бюро пропусков предприятия и что прямо названо в форме: полное имя, дата рождения, гражданство, номер документа, номер автомобиля;
- сведения о самом бронировании: экскурсия, время, стоимость, отметка о приходе;
- время согласия и сетевой адрес, с которого оно дано.

### Зачем

Чтобы забронировать места, подтвердить бронирование и напомнить о нём, сообщить о переносе или отмене, оформить пропуск и встретить на проходной. Ни для чего другого: ни для рекламы, ни для продажи.

### Что с ними делают

Данные собирают, записывают, хранят, уточняют, используют, передают предприятию, которое проводит экскурсию, обезличивают и уничтожают — с помощью программ и без них. Предприятие получает только то, что нужно для пропуска и встречи. Другим лицам данные не передают, кроме случаев, когда этого требует закон. Данные хранятся в России.

### Сколько хранят

Данные для пропуска (дата рождения, гражданство, номера документа и автомобиля) уничтожаются не позднее чем через 72 часа после окончания посещения, на маршруте — после его последней точки. Имя, почта, телефон и сведения о бронировании хранятся, пока это нужно для посещения и разбора вопросов о нём, но не дольше 12 месяцев после него.

### Как отозвать

Согласие действует, пока данные хранятся, и может быть отозвано в любой день: отмените бронирование или отзовите согласие на странице билета, куда ведёт ссылка из письма, или ответьте на любое письмо портала. Если посещение ещё впереди, отзыв означает отказ от него: без этих данных предприятие не сможет выписать пропуск. После отзыва данные уничтожаются в сроки, установленные законом.
""",
        "en": """By booking a tour I consent to the organisation that runs this portal (the operator) processing my personal data and those of the people I book for. If there are children among them, I confirm that I am their legal representative or act with the representative’s consent; if there are adults, that they know of it and agree.

### Which data

- the name and e-mail address of the person who books, and a telephone number if one is given;
- names and ages of the visitors, if the form asks for them;
- what the enterprise’s pass office asks for and the form names: full name, date of birth, citizenship, document number, car number plate;
- facts about the booking itself: tour, time, price, whether the visitor came;
- the time of this consent and the network address it was given from.

### What for

To book places, to confirm the booking and remind you of it, to tell you when it is moved or cancelled, to issue a pass and to meet you at the gate. For nothing else: neither for advertising nor for sale.

### What is done with them

The data are collected, recorded, stored, corrected, used, passed to the enterprise that leads the tour, made anonymous and destroyed, with and without the help of software. The enterprise receives only what it needs for the pass and for meeting you. The data go to nobody else unless the law requires it. They are stored in Russia.

### For how long

Data for the pass (date of birth, citizenship, document and car numbers) are destroyed no later than 72 hours after the visit has ended, on a route after its last stop. Name, e-mail, telephone and facts about the booking are kept as long as the visit, and questions about it, need them, but no longer than 12 months after it.

### How to withdraw

The consent holds as long as the data are kept and can be withdrawn on any day: cancel the booking or withdraw the consent on the ticket’s page, which the link in your mail opens, or reply to any of the portal’s letters. If the visit is still ahead, withdrawing means giving it up: without these data the enterprise cannot issue a pass. After that the data are destroyed within the time the law sets.
""",
    },
}

# Names who processes the data, and who gets them.
SECOND = {
    "title": {
        "ru": "Согласие на обработку персональных данных",
        "en": "Consent to the processing of personal data",
    },
    "body": {
        "ru": """Записываясь на экскурсию или заводя аккаунт, я даю согласие оператору на обработку моих персональных данных и данных тех, кого я записываю вместе с собой. Если среди них есть дети, я подтверждаю, что я их законный представитель или действую с его согласия; если взрослые — что они знают об этом и не против.

### Кому

Оператор, который ведёт этот портал и отвечает за данные: {operator}, {operator_details}. Почта для вопросов о данных: {privacy_email}.

Предприятие, которое проводит экскурсию, получает от оператора то, что нужно для пропуска и встречи: {enterprises}. Больше данные не получает никто, кроме случаев, когда этого требует закон.

### Какие данные

- имя и адрес электронной почты того, кто оформляет бронирование, и телефон, если он указан;
- имена и возраст посетителей, если о них спрашивает форма;
- то, что просит бюро пропусков предприятия и что прямо названо в форме: полное имя, дата рождения, гражданство, номер документа, номер автомобиля;
- сведения о самом бронировании: экскурсия, время, стоимость, отметка о приходе;
- для аккаунта — имя, почта и устройства, на которых выполнен вход, с их сетевыми адресами;
- время согласия и сетевой адрес, с которого оно дано.

### Зачем

Чтобы забронировать места, подтвердить бронирование и напомнить о нём, сообщить о переносе или отмене, оформить пропуск и встретить на проходной; чтобы впустить в аккаунт его владельца и никого другого. Ни для рекламы, ни для продажи.

### Что с ними делают

Данные собирают, записывают, хранят, уточняют, используют, передают названному предприятию, обезличивают и уничтожают — с помощью программ и без них. Данные хранятся в России.

### Сколько хранят

- Данные для пропуска (дата рождения, гражданство, номера документа и автомобиля) — не дольше 72 часов после посещения, на маршруте — после его последней точки. Если бронирование отменено, их уничтожают сразу.
- Имя, почту, телефон, имена посетителей и сетевой адрес, с которого дано согласие, — не дольше 12 месяцев после посещения.
- Незаконченное бронирование — сутки.
- Текст письма — пока оно не отправлено; адрес, на который оно ушло, — 90 дней.
- Аккаунт — пока его не удалит владелец.

Остаются цифры: сколько человек пришло, когда и на какую экскурсию. Имён в них нет.

### Как отозвать

Согласие действует, пока данные хранятся, и может быть отозвано в любой день: на странице билета, куда ведёт ссылка из письма, удалением аккаунта или письмом на {privacy_email}. Если посещение ещё впереди, отзыв означает отказ от него: без этих данных предприятие не сможет выписать пропуск. Отзыв на странице билета уничтожает данные сразу, по письму — в сроки, установленные законом.

На странице билета и в аккаунте можно в любой день скачать всё, что портал хранит о вас.
""",
        "en": """By booking a tour or opening an account I consent to the operator processing my personal data and those of the people I book for. If there are children among them, I confirm that I am their legal representative or act with the representative’s consent; if there are adults, that they know of it and agree.

### To whom

The operator, which runs this portal and answers for the data: {operator}, {operator_details}. Mail for questions about data: {privacy_email}.

The enterprise that leads the tour receives from the operator what it needs for the pass and for meeting you: {enterprises}. The data go to nobody else unless the law requires it.

### Which data

- the name and e-mail address of the person who books, and a telephone number if one is given;
- names and ages of the visitors, if the form asks for them;
- what the enterprise’s pass office asks for and the form names: full name, date of birth, citizenship, document number, car number plate;
- facts about the booking itself: tour, time, price, whether the visitor came;
- for an account, the name, the e-mail address, and the devices that are signed in, with their network addresses;
- the time of this consent and the network address it was given from.

### What for

To book places, to confirm the booking and remind you of it, to tell you when it is moved or cancelled, to issue a pass and to meet you at the gate; to let the owner of an account into it and nobody else. Neither for advertising nor for sale.

### What is done with them

The data are collected, recorded, stored, corrected, used, passed to the enterprise named, made anonymous and destroyed, with and without the help of software. They are stored in Russia.

### For how long

- Data for the pass (date of birth, citizenship, document and car numbers): no longer than 72 hours after the visit, on a route after its last stop. When a booking is cancelled they are destroyed at once.
- Name, e-mail, telephone, the visitors’ names and the network address of the consent: no longer than 12 months after the visit.
- A booking that was not finished: one day.
- The text of a letter: until it is sent; the address it went to: 90 days.
- An account: until its owner deletes it.

What stays is figures: how many people came, when, and on which tour. They hold no names.

### How to withdraw

The consent holds as long as the data are kept and can be withdrawn on any day: on the ticket’s page, which the link in your mail opens, by deleting the account, or by a letter to {privacy_email}. If the visit is still ahead, withdrawing means giving it up: without these data the enterprise cannot issue a pass. Withdrawing on the ticket’s page destroys the data at once; by letter, within the time the law sets.

On the ticket’s page and in the account you can download, on any day, everything the portal keeps of you.
""",
    },
}

VERSIONS = ((FIRST, datetime(2026, 11, 1, tzinfo=UTC)), (SECOND, datetime(2026, 11, 29, tzinfo=UTC)))


def publish(apps, schema_editor):
    texts = apps.get_model("accounts", "ConsentText").objects
    for version, (text, valid_from) in enumerate(VERSIONS, 1):
        texts.get_or_create(kind="personal_data", version=version, defaults={**text, "valid_from": valid_from})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_rows")]

    # Consents may refer to the texts: going back leaves them.
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
