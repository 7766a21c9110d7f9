#include "tests/search/corpus.h"

#include <cmath>
#include <fstream>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/base/check.h"

namespace assent::search {
namespace {

// The words of one language, the most common first; spoken of in `joint`.
struct Tongue {
  const char* words;
  const char* joint;
};

constexpr Tongue kTongues[] = {
    {"the and we of to in a is for every who on not with at by it or from until members group "
     "week money room meeting house kitchen month people work garden year people's evening fund "
     "euros cooks cleans pays door key bread children music dogs guests bicycle workshop tools van "
     "fuel roof beds water winter heating rent repairs list calendar table chairs paint windows "
     "stove fridge vegetables market soup portions street shelter night sleeping bags blankets "
     "lawyer court action banner poster leaflet press photo camera server release branch review "
     "patch tests library books shelf reading lesson language children's play yard fence gate tree "
     "apple harvest compost bees honey seeds loan interest account invoice treasurer signature "
     "bank "
     "insurance contract neighbour complaint noise party stage concert choir theatre costume "
     "sewing "
     "machine laundry washing soap toilet paper cup plate spoon coffee tea sugar salt oil flour",
     " "},
    {"die und der wir in das zu ist für jede wer auf nicht mit am von es oder bis Mitglieder "
     "Gruppe "
     "Woche Geld Raum Plenum Haus Küche Monat Leute Arbeit Garten Jahr Abend Kasse Euro kocht "
     "putzt zahlt Tür Schlüssel Brot Kinder Musik Hunde Gäste Fahrrad Werkstatt Werkzeug Bus "
     "Benzin Dach Beete Wasser Winter Heizung Miete Reparatur Liste Kalender Tisch Stühle Farbe "
     "Fenster Herd Kühlschrank Gemüse Markt Suppe Straße Nacht Schlafsack Decken Anwalt Gericht "
     "Aktion Transparent Plakat Flugblatt Presse Foto Kamera Server Webseite Bücher Regal Sprache "
     "Unterricht Hof Zaun Tor Baum Apfel Ernte Kompost Bienen Honig Saatgut Kredit Zinsen Konto "
     "Rechnung Unterschrift Bank Versicherung Vertrag Nachbarn Lärm Feier Bühne Konzert Chor "
     "Theater Nähmaschine Wäsche Seife Papier Tasse Teller Löffel Kaffee Tee Zucker Salz Öl Mehl",
     " "},
    {"la el de que y en los las se para con un una no por del a cada quien miembros grupo semana "
     "dinero sala asamblea casa cocina mes gente trabajo huerto año noche fondo euros cocina "
     "limpia "
     "paga puerta llave pan niños música perros visitas bicicleta taller herramientas camioneta "
     "gasolina techo agua invierno calefacción alquiler reparación lista calendario mesa sillas "
     "pintura ventanas estufa nevera verduras mercado sopa calle refugio mantas abogada juicio "
     "acción pancarta cartel prensa foto cámara servidor red libros estante lengua clase patio "
     "valla puerta árbol cosecha abejas miel préstamo interés cuenta factura firma banco seguro "
     "contrato vecinos ruido fiesta escenario concierto coro teatro costura lavadora jabón papel "
     "taza plato cuchara café té azúcar sal aceite harina tomates riego turnos",
     " "},
    {"la le de et les des en à un une pour que qui dans sur pas avec chaque est membres groupe "
     "semaine argent salle réunion maison cuisine mois gens travail jardin année soir caisse euros "
     "nettoie paie porte clé pain enfants musique chiens visites vélo atelier outils camion "
     "essence "
     "toit eau hiver chauffage loyer réparation liste calendrier table chaises peinture fenêtres "
     "poêle frigo légumes marché soupe rue abri nuit couvertures avocat procès action banderole "
     "affiche presse photo serveur site livres étagère langue cours cour clôture arbre pomme "
     "récolte abeilles miel prêt intérêt compte facture signature banque assurance contrat voisins "
     "bruit fête scène concert chorale théâtre couture lessive savon papier tasse assiette "
     "cuillère "
     "café thé sucre sel huile farine bar boissons objets parole tour",
     " "},
    {"我们 的 在 每 不 和 由 成员 小组 每周 资金 会议 房间 大家 工作 花园 每年 晚上 基金 元 做饭 "
     "打扫 "
     "付款 门 钥匙 面包 孩子 音乐 狗 客人 自行车 工具 车间 汽油 屋顶 水 冬天 暖气 房租 修理 名单 "
     "日历 "
     "桌子 椅子 油漆 窗户 炉子 冰箱 蔬菜 市场 汤 街道 夜间 毯子 律师 法院 行动 横幅 海报 新闻 照片 "
     "服务器 网站 图书 书架 语言 课程 院子 篱笆 大门 果树 收获 堆肥 蜜蜂 种子 贷款 利息 账户 发票 "
     "签字 "
     "银行 保险 合同 邻居 噪音 聚会 舞台 音乐会 合唱 戏剧 缝纫机 洗衣 肥皂 纸 杯子 盘子 勺子 咖啡 "
     "茶 "
     "糖 盐 油 面粉 厨房 记录 垃圾",
     ""},
    {"私たち は の を が に で 毎週 会員 班 資金 会議 部屋 みんな 仕事 庭 毎年 夜 基金 円 料理 "
     "掃除 払う "
     "ドア 鍵 パン 子ども 音楽 犬 客 自転車 道具 作業場 燃料 屋根 水 冬 暖房 家賃 修理 名簿 予定表 "
     "机 "
     "椅子 ペンキ 窓 コンロ 冷蔵庫 野菜 市場 スープ 道 夜間 毛布 弁護士 裁判 行動 横断幕 ポスター "
     "新聞 "
     "写真 サーバー 本棚 言葉 授業 中庭 柵 門 木 りんご 収穫 堆肥 蜂 種 貸付 利子 口座 請求書 署名 "
     "銀行 "
     "保険 契約 隣人 騒音 祭り 舞台 演奏会 合唱 芝居 裁縫 洗濯 石けん 紙 茶碗 皿 匙 珈琲 お茶 砂糖 "
     "塩 "
     "油 小麦粉 台所 当番 週末",
     ""},
    {"في من على كل لا أن إلى مع الأعضاء المجموعة أسبوع مال قاعة اجتماع بيت مطبخ شهر الناس عمل "
     "حديقة سنة "
     "مساء صندوق دينار يطبخ ينظف يدفع باب مفتاح خبز أطفال موسيقى كلاب ضيوف دراجة ورشة أدوات سيارة "
     "وقود "
     "سقف ماء شتاء تدفئة إيجار إصلاح قائمة تقويم طاولة كراسي دهان نوافذ موقد ثلاجة خضار سوق حساء "
     "شارع "
     "ملجأ ليل بطانيات محام محكمة حملة لافتة ملصق صحافة صورة خادم موقع كتب رف لغة درس ساحة سور "
     "بوابة "
     "شجرة تفاح حصاد سماد نحل عسل بذور قرض فائدة حساب فاتورة توقيع مصرف تأمين عقد جيران ضجيج حفلة "
     "مسرح "
     "غسيل صابون ورق كوب صحن ملعقة قهوة شاي سكر ملح زيت طحين",
     " "},
    {"и в на мы не с для каждый по из члены группа неделя деньги комната собрание дом кухня месяц "
     "люди "
     "работа сад год вечер фонд рублей готовит убирает платит дверь ключ хлеб дети музыка собаки "
     "гости "
     "велосипед мастерская инструменты машина топливо крыша вода зима отопление аренда ремонт "
     "список "
     "календарь стол стулья краска окна печь холодильник овощи рынок суп улица ночлег одеяла "
     "адвокат суд "
     "акция плакат листовка газета фото сервер сайт книги полка язык урок двор забор ворота дерево "
     "яблоко "
     "урожай компост пчёлы мёд семена заём процент счёт накладная подпись банк страховка договор "
     "соседи "
     "шум праздник сцена концерт хор театр шитьё стирка мыло бумага чашка тарелка ложка кофе чай "
     "сахар "
     "соль масло мука",
     " "},
};

// Zipf's law: word k about as often as 1/(k + 3).
size_t Rank(size_t words, std::mt19937& chance) {
  const double u = static_cast<double>(chance()) / 4294967296.0;
  const double reach = std::log((static_cast<double>(words) + 3) / 3);
  const size_t rank = static_cast<size_t>(3 * (std::exp(u * reach) - 1));
  return rank < words ? rank : words - 1;
}

std::string Sentence(const std::vector<std::string>& words, const char* joint, size_t length,
                     std::mt19937& chance) {
  std::string sentence;
  for (size_t i = 0; i < length; ++i) {
    absl::StrAppend(&sentence, i == 0 ? "" : joint, words[Rank(words.size(), chance)]);
  }
  return sentence;
}

}  // namespace

Text MadeUp(uint32_t number) {
  std::mt19937 chance(number * 2654435761u + 17);
  const Tongue& tongue = kTongues[chance() % std::size(kTongues)];
  const std::vector<std::string> words = absl::StrSplit(tongue.words, ' ');
  Text made;
  // Titles have the words that tell something.
  const std::vector<std::string> telling(words.begin() + 20, words.end());
  made.title = Sentence(telling, tongue.joint, 2 + chance() % 3, chance);
  for (size_t sentences = 2 + chance() % 4; sentences > 0; --sentences) {
    absl::StrAppend(&made.text, Sentence(words, tongue.joint, 6 + chance() % 9, chance), ". ");
  }
  absl::StrAppend(&made.text, number);
  return made;
}

std::vector<Labelled> ReadLabelled() {
  std::ifstream file("tests/search/data/labelled.txt");
  ASSENT_CHECK(file.good(), "run it in the root of the source tree");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  ASSENT_CHECK(lines.size() % 4 == 0, "four lines a pair");
  std::vector<Labelled> all;
  for (size_t i = 0; i < lines.size(); i += 4) {
    all.push_back({{lines[i], lines[i + 1]}, {lines[i + 2], lines[i + 3]}});
  }
  return all;
}

}  // namespace assent::search
