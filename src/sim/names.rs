//! Names people could have: three in five in Chinese characters, the others in Latin letters of several tongues.

use std::collections::HashSet;

use super::random::Dice;

/// The first agents of every centre, so that a small demo already mixes scripts and widths.
const FIRST: [&str; 20] = [
    "李娜",
    "张伟",
    "Wang Fang",
    "刘洋",
    "陈静",
    "José García",
    "赵磊",
    "Zhao Lei",
    "欧阳晓明",
    "王芳",
    "Amélie Dubois",
    "周杰",
    "Nguyễn Thị Mai",
    "吴敏",
    "Priya Sharma",
    "孙丽华",
    "Łukasz Nowak",
    "郑浩然",
    "司马云",
    "Siobhán O’Connor",
];

const SURNAMES: [&str; 50] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高",
    "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田", "董", "潘", "袁", "蔡",
    "蒋", "余", "于", "杜", "叶", "程", "魏", "苏", "吕", "丁", "欧阳", "上官",
];

const GIVEN: [&str; 60] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平",
    "刚", "婷", "雪", "梅", "鹏", "辉", "玲", "燕", "斌", "波", "浩", "宇", "欣", "晨", "佳", "怡", "思", "梦", "雨",
    "子", "文", "嘉", "俊", "志", "晓", "海", "云", "建", "国", "春", "秀", "桂", "玉", "若", "诗", "琪", "昊", "轩",
    "瑶", "颖", "蕾",
];

const ROMANISED_SURNAMES: [&str; 24] = [
    "Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Xu", "Sun", "Ma", "Zhu", "Hu", "Guo",
    "He", "Lin", "Gao", "Luo", "Zheng", "Liang", "Tan", "Lim",
];

const ROMANISED_GIVEN: [&str; 24] = [
    "Fang", "Wei", "Na", "Min", "Jing", "Lei", "Yang", "Jie", "Tao", "Ming", "Xia", "Ting", "Peng", "Hao", "Yu", "Xin",
    "Chen", "Jia", "Wen", "Hui", "Xiaoli", "Junjie", "Zihan", "Mei Ling",
];

const LATIN_GIVEN: [&str; 40] = [
    "José",
    "María",
    "Lucía",
    "Carlos",
    "Ana",
    "Sofía",
    "Diego",
    "João",
    "Beatriz",
    "Emma",
    "Oliver",
    "Hannah",
    "Jack",
    "Chloé",
    "Léa",
    "Hugo",
    "Zoë",
    "Jürgen",
    "Anneliese",
    "Søren",
    "Ingrid",
    "Björn",
    "Katarzyna",
    "Marek",
    "Aisha",
    "Omar",
    "Rahul",
    "Deepika",
    "Putri",
    "Agus",
    "Thanh",
    "Linh",
    "Somchai",
    "Noor",
    "Grace",
    "Daniel",
    "Olena",
    "Dmytro",
    "Elif",
    "Mehmet",
];

const LATIN_SURNAMES: [&str; 48] = [
    "García",
    "Fernández",
    "López",
    "Muñoz",
    "Silva",
    "Gonçalves",
    "Pereira",
    "Smith",
    "Taylor",
    "Brown",
    "Walker",
    "Murphy",
    "Dubois",
    "Lefèvre",
    "Moreau",
    "Müller",
    "Schröder",
    "Weiß",
    "Ødegård",
    "Lindström",
    "Nowak",
    "Wiśniewska",
    "Rossi",
    "Ferrari",
    "Khan",
    "Patel",
    "Sharma",
    "Nair",
    "Santoso",
    "Wijaya",
    "Nguyễn",
    "Trần",
    "Srisai",
    "Abdullah",
    "Okafor",
    "Mensah",
    "Shevchenko",
    "Kovalenko",
    "Yılmaz",
    "Demir",
    "Cohen",
    "Haddad",
    "Jansen",
    "de Vries",
    "Novák",
    "Horváth",
    "Popescu",
    "Ivanova",
];

/// Hands out names, each only once.
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self { taken: HashSet::new() }
    }

    /// The name of the agent with this index.
    pub(super) fn next(&mut self, index: usize, dice: &mut Dice) -> String {
        if let Some(name) = FIRST.get(index) {
            self.taken.insert((*name).to_owned());
            return (*name).to_owned();
        }
        let mut name = invent(dice);
        for _ in 0..12 {
            if !self.taken.contains(&name) {
                break;
            }
            name = invent(dice);
        }
        if self.taken.contains(&name) {
            name = format!("{name} {index}");
        }
        self.taken.insert(name.clone());
        name
    }
}

fn invent(dice: &mut Dice) -> String {
    if dice.chance(0.6) {
        let family = dice.pick(&SURNAMES);
        let first = dice.pick(&GIVEN);
        if dice.chance(0.3) {
            return format!("{family}{first}");
        }
        format!("{family}{first}{}", dice.pick(&GIVEN))
    } else if dice.chance(0.35) {
        format!("{} {}", dice.pick(&ROMANISED_SURNAMES), dice.pick(&ROMANISED_GIVEN))
    } else {
        format!("{} {}", dice.pick(&LATIN_GIVEN), dice.pick(&LATIN_SURNAMES))
    }
}
