"""The wording of what people agree to who want to hear of a tour's dates."""

from datetime import UTC, datetime

from django.db import migrations, models

TEXT = {
    "title": {
        "ru": "Согласие на обработку адреса электронной почты",
        "en": "Consent to the processing of an email address",
    },
    "body": {
        "ru": """Прошу сообщить мне, когда на экскурсию можно будет записаться, и даю согласие оператору на обработку адреса моей электронной почты.

### Кому

Оператор, который ведёт этот портал и отвечает за данные: {operator}, {operator_details}. Почта для вопросов о данных: {privacy_email}. Ни предприятие, ни кто-либо ещё адреса не получает, кроме случаев, когда этого требует закон.

### Какие данные

- адрес электронной почты;
- экскурсия, о датах которой нужно сообщить, и язык письма;
- время согласия и сетевой адрес, с которого оно дано.

### Зачем

Чтобы проверить, что адрес принадлежит тому, кто просит, и прислать на него одно письмо, когда появятся свободные места. Ни для рекламы, ни для чего другого.

### Что с ними делают

Данные собирают, записывают, хранят, используют и уничтожают — с помощью программ и без них. Данные хранятся в России.

### Сколько хранят

- Адрес, который не подтвердили по ссылке из письма, — не дольше 48 часов.
- Подтверждённый адрес — пока письмо не отправлено, но не дольше 180 дней.
- Адрес, на который письмо доставить не удалось, — не дольше 90 дней.

Вместе с адресом почты уничтожается и сетевой адрес. Остаются цифры: сколько человек ждали дат.

### Как отозвать

Согласие действует, пока адрес хранится, и может быть отозвано в любой день: по ссылке из любого письма или письмом на {privacy_email}. По ссылке адрес уничтожается сразу, по письму — в сроки, установленные законом.
""",
        "en": """I ask to be told when the tour can be booked, and I consent to the operator processing my email address.

### To whom

The operator, which runs this portal and answers for the data: {operator}, {operator_details}. Mail for questions about data: {privacy_email}. Neither the enterprise nor anyone else receives the address unless the law requires it.

### Which data

- the email address;
- the tour whose dates are wanted, and the language of the email;
- the time of this consent and the network address it was given from.

### What for

To check that the address belongs to the person who asks, and to send one email to it when there are free places. Neither for advertising nor for anything else.

### What is done with them

The data are collected, recorded, stored, used and destroyed, with and without the help of software. They are stored in Russia.

### For how long

- An address that was not confirmed by the link in the email: no longer than 48 hours.
- A confirmed address: until the email is sent, but no longer than 180 days.
- An address to which the email could not be delivered: no longer than 90 days.

The network address is destroyed together with the email address. What stays is figures: how many people waited for dates.

### How to withdraw

The consent holds as long as the address is kept and can be withdrawn on any day: by the link in any of the emails, or by a letter to {privacy_email}. The link destroys the address at once; by letter, it is destroyed within the time the law sets.
""",
    },
}


def publish(apps, schema_editor):
    texts = apps.get_model("accounts", "ConsentText").objects
    valid_from = datetime(2026, 11, 30, tzinfo=UTC)
    texts.get_or_create(kind="date_alert", version=1, defaults={**TEXT, "valid_from": valid_from})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_consent_texts")]

    operations = [
        migrations.AlterField(
            model_name="consenttext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("personal_data", "processing of personal data"),
                    ("date_alert", "an email about a tour’s dates"),
                ],
                max_length=20,
            ),
        ),
        # Consents may refer to the text: going back leaves it.
        migrations.RunPython(publish, migrations.RunPython.noop),
    ]
