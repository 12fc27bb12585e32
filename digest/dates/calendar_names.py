"""The names of months and weekdays in 25 languages, folded; CLDR's, as Babel has them.

They stand here because loading 25 locales takes half a second. A test compares them with Babel's.
"""

from __future__ import annotations

# Arabic has four sets of months. Croatian is left out: its "listopad" is October, the Polish one November.
LOCALES = (
    "en", "es", "fr", "pt", "de", "it", "nl", "ca", "ro", "pl", "tr", "ru", "uk", "ar", "ar_LB", "ar_MA",
    "ar_DZ", "sv", "da", "nb", "fi", "cs", "el", "hu", "id",
)  # fmt: skip

# The names of each month, from January; "_" stands for a blank inside a name.
_MONTH_NAMES = """
ene enero gen gener gennaio ian ianuarie jan janeiro januar januari january janv janvier led leden
ledna oca ocak sty styczen stycznia tammi tammikuu tammikuuta ιαν ιανουαριοσ ιανουαριου січ січень
січня янв январь января جانفي كانون_الثاني يناير

feb febbraio febr febrer febrero februar februari februarie february fev fevereiro fevr fevrier
helmi helmikuu helmikuuta lut lutego luty sub subat uno unor unora φεβ φεβρουαριοσ φεβρουαριου лют
лютии лютого февр февраль февраля شباط فبراير فيفري

bre brezen brezna maalis maaliskuu maaliskuuta maart mar marc marca march marcius marco maret mars
mart martie marts marz marzec marzo mrt μαρ μαρτιοσ μαρτιου бер березень березня мар март марта اذار
مارس

abr abril apr april aprile aprilie aprilis avr avril dub duben dubna huhti huhtikuu huhtikuuta kwi
kwiecien kwietnia nis nisan απρ απριλιοσ απριλιου апр апрель апреля квіт квітень квітня ابريل افريل
نيسان

kve kveten kvetna mag maggio mai maig maio maj maja majus may mayo mayıs mei touko toukokuu
toukokuuta μαι μαιοσ μαιου маи мая трав травень травня ايار ماي مايو

cerven cervna cvn cze czerwca czerwiec giu giugno haz haziran iun iunie juin jun june junho juni
junio junius juny kesa kesakuu kesakuuta ιουν ιουνιοσ ιουνιου июн июнь июня черв червень червня جوان
حزيران يونيو

cervence cervenec cvc heina heinakuu heinakuuta iul iulie juil juillet jul julho juli julio juliol
julius july lip lipca lipiec lug luglio tem temmuz ιουλ ιουλιοσ ιουλιου июл июль июля лип липень
липня تموز جويلية يوليو يوليوز

ag ago agost agosto agu agustos agustus aout aug august augusti augustus augusztus elo elokuu
elokuuta sie sierpien sierpnia srp srpen srpna αυγ αυγουστοσ αυγουστου авг август августа серп
серпень серпня اب اغسطس اوت غشت

eyl eylul sep sept september septembre septembrie septiembre set setembre setembro settembre syys
syyskuu syyskuuta szept szeptember wrz wrzesien wrzesnia zar zari σεπ σεπτεμβριοσ σεπτεμβριου вер
вересень вересня сент сентябрь сентября ايلول سبتمبر شتنبر

eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktober ott ottobre out
outubro paz pazdziernik pazdziernika rij rijen rijna οκτ οκτωβριοσ οκτωβριου жовт жовтень жовтня окт
октябрь октября اكتوبر تشرين_الاول

kas kasım lis listopad listopada listopadu marras marraskuu marraskuuta noiembrie nov november
novembre novembro noviembre νοε νοεμβριοσ νοεμβριου лист листопад листопада нояб ноябрь ноября
تشرين_الثاني نوفمبر نونبر

ara aralık dec december decembre decembrie des desember desembre dez dezember dezembro dic dicembre
diciembre gru grudnia grudzien joulu joulukuu joulukuuta pro prosince prosinec δεκ δεκεμβριοσ
δεκεμβριου груд грудень грудня дек декабрь декабря دجنبر ديسمبر كانون_الاول
"""

# The names of each weekday, from Monday.
_WEEKDAY_NAMES = """
dilluns hetfo lu lun lundi lunedi lunes luni maanantai maanantaina maandag man mandag mo mon monday
montag pazartesi pon pondeli poniedziałek pzt seg segunda sen senin δευ δευτερα понедельник
понеділок اثنين الاثنين

dienstag dimarts dinsdag kedd ma mar mardi martedi martes marti sal salı sel selasa ter terca
tiistai tiistaina tir tirs tirsdag tis tisdag tu tue tuesday utery wto wtorek τρι τριτη вторник
вівторок الثلاثاء ثلاثاء

car carsamba dimecres keskiviikko keskiviikkona me mer mercoledi mercredi mi mie miercoles miercuri
mittwoch ons onsdag qua quarta rab rabu sro sroda streda sze szerda we wed wednesday woensdag τετ
τεταρτη середа среда اربعاء الاربعاء

csutortok ctvrtek czw czwartek dijous donderdag donnerstag gio giovedi je jeu jeudi joi ju jue
jueves kam kamis per persembe qui quinta th thu thursday tor tors torsdag torstai torstaina πεμ
πεμπτη четвер четверг الخميس خميس

cum cuma divendres fr fre fredag freitag fri friday jum jumat patek pentek perjantai perjantaina pia
piatek sex sexta ve ven vendredi venerdi vi vie viernes vin vineri vrijdag παρ παρασκευη пʼятниця
пятница الجمعة جمعة

cmt cumartesi dissabte lauantai lauantaina lor lordag lør lørdag sa sab sabado sabato sabtu sam
sambata samedi samstag sat saturday sob sobota szo szombat zaterdag σαβ σαββατο суббота субота السبت
سبت

di dim dimanche diumenge do dom domenica domingo dum duminica min minggu nedele nie niedz niedziela
paz pazar so son sondag sonntag su sun sunday sunnuntai sunnuntaina søn søndag vasarnap zondag κυρ
κυριακη воскресенье неділя احد الاحد
"""

MONTHS = {
    name.replace("_", " "): number
    for number, names in enumerate(_MONTH_NAMES.split("\n\n"), 1)
    for name in names.split()
}
WEEKDAYS = {
    name: number for number, names in enumerate(_WEEKDAY_NAMES.split("\n\n")) for name in names.split()
}
