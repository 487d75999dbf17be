"""The lexicon and the rules of the embedded news (article section 3.3).

The notation is that of `textcls.synthetic._grammar`. The sign is how things turn out: +1 well, −1
badly, so that the headline and the sentences under it agree. `EVENTS` names what may happen in each
topic, and in what belongs to two of them. An event's symbol gives headline and lead; its ``_more``,
where it has one, and the ``_more`` of its topic give what follows.
"""

from textcls.synthetic._reviews_grammar import WORDS as _REVIEWS

WORDS: dict[str, str] = {
    # --- people and places: the names of the embedded reviews, so that the two corpora share them
    **{name: _REVIEWS[name] for name in ("first_f", "first_m", "surname", "place")},
    "country": """
        Vasgard, Montevara, Karelund, Estovia, Corvania, Drelland, Fenmark, Hestland, Irravane,
        Jarvia, Lomarken, Ardovia, Belisande, Oskarra, Tavmark""",
    "neighbour": """
        Moravane, Nordavia, Osterveld, Pellavia, Quarland, Rovania, Sestrava, Tarkova, Ulvania,
        Velmora, Yarland, Zembria, Kostany, Dunovia, Brelland""",
    "region": """
        the north, the south, the coastal provinces, the border region, the river delta, the
        highlands, the islands, the east of the country, the mining districts, the far west,
        the lake district, the old quarter of the capital, the valley towns""",
    "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
    "count": (
        "two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, fifteen, twenty"
    ),
    "hundreds": """
        dozens of, hundreds of, about a hundred, more than two hundred, nearly three hundred,
        thousands of, some four thousand, some sixty, over nine hundred, about forty""",
    "percent": """
        2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 16, 19, 22, 1.5, 2.4, 3.2, 3.8, 4.5, 5.1, 6.7, 7.3,
        8.6, 0.4, 0.7""",
    "millions": """
        12, 18, 25, 34, 40, 56, 70, 85, 90, 110, 140, 160, 220, 270, 310, 380, 450, 520, 640,
        780, 900""",
    "year_count": """
        two years, three years, four years, a decade, seven years, twelve years, a generation,
        nine months, six months, eighteen months, fifteen years""",
    "quality+": """
        good, strong, encouraging, clear, welcome, decisive, promising, solid, remarkable, fair,
        important, calm, careful, steady""",
    "quality-": """
        bad, weak, worrying, unclear, costly, bitter, disappointing, poor, serious, unfair,
        painful, chaotic, careless, slow""",
    # --- world ------------------------------------------------------------------------------
    "ruler": """
        president, prime minister, foreign minister, interior minister, king, chancellor, governor,
        defence minister, acting president, justice minister, vice president, queen""",
    "assembly": """
        parliament, the senate, the lower house, the supreme court, the electoral commission, the
        cabinet, the constitutional court, the ruling party, the opposition, the city council,
        the military council, the provincial assembly""",
    "crowd": """
        protesters, demonstrators, students, villagers, refugees, farmers, miners, pensioners,
        nurses, fishermen, veterans, families, teachers, dockers, commuters""",
    "disaster": """
        an earthquake, a flood, a landslide, a typhoon, a forest fire, a volcanic eruption, a
        drought, a cholera outbreak, a mine collapse, a ferry accident, a hurricane, a train
        crash, a heatwave, an avalanche, a dam failure""",
    "quarrel": """
        the disputed border, fishing rights, the water of the great river, prisoners of war, the
        island garrison, a murdered envoy, the return of refugees, an arms embargo, the rights
        of minorities, the mountain passes, the airspace over the strait, the separatists, a
        captured patrol boat""",
    "envoy": """
        a mediator, a United Nations envoy, a special envoy, a retired general, the archbishop,
        an aid worker, a diplomat, a human rights lawyer, an observer, a village elder, a former
        president, the ambassador""",
    # --- sports -----------------------------------------------------------------------------
    "club_kind": """
        Rovers, United, Athletic, Wanderers, Town, Rangers, Albion, Harriers, City, Orient, Villa,
        Sparta, Dynamo, Olympic""",
    "rival_kind": """
        Hawks, Falcons, Bears, Mariners, Comets, Giants, Lynx, Pirates, Tigers, Knights, Wolves,
        Bulls, Sharks, Ravens""",
    "league": """
        league, cup, championship, national league, continental cup, second division, premier
        division, playoffs, winter series, junior league""",
    "score": "1-0, 2-1, 2-0, 3-1, 3-2, 4-2, 4-0, 5-3, 21-17, 28-14, 34-30, 88-81, 97-92, 102-95",
    "player": """
        striker, goalkeeper, captain, defender, midfielder, winger, quarterback, pitcher, forward,
        centre, sprinter, fly-half, point guard, left back, substitute, bowler""",
    "athlete": """
        favourite, newcomer, title holder, student, veteran, outsider, teenager, former champion,
        runner-up, nineteen-year-old, Olympic champion, debutant, twin""",
    "stadium_bit": """
        the penalty area, extra time, stoppage time, the second half, the third quarter, the
        final minute, the first set, the tie-break, the last lap, the ninth inning, overtime,
        the opening round, the home straight""",
    "injury": """
        a torn hamstring, a broken wrist, a knee injury, a shoulder injury, a sprained ankle, a
        concussion, a virus, back trouble, a groin strain, a stress fracture""",
    "contest": """
        the 400 metres, the marathon, the downhill, the coxless fours, the pole vault, the
        100-metre freestyle, the time trial, the women's singles, the men's singles, the
        mountain stage, the open championship, the welterweight title, the giant slalom, the
        relay, the heptathlon""",
    "trophy": """
        the trophy, the gold medal, the title, the cup, the world title, the yellow jersey, the
        league title, a place in the final, the bronze medal, the pennant""",
    # --- business ---------------------------------------------------------------------------
    "firm_kind": """
        Group, Works, & Sons, Industries, Brothers, International, Company, & Daughters, General,
        Union, Mills, Consolidated, Trading, Enterprises, Products, Associates""",
    "bank_kind": "Bank, Trust, Capital, Securities, Savings, Partners, Holdings",
    "goods": """
        cars, steel, beer, cement, tyres, coffee, wheat, shoes, lorries, furniture, copper, cotton,
        frozen fish, paper, bicycles, timber, cheese, glass, tractors, aluminium""",
    "branch": """
        company, group, family firm, manufacturer, market leader, exporter, cooperative, importer,
        wholesaler, supplier, producer, conglomerate, start-up, trading house, subsidiary""",
    "cost": """
        fuel costs, wages, raw material prices, interest payments, freight rates, rents, a weak
        currency, a strong currency, pension costs, restructuring charges, import duties""",
    "officer": """
        chief executive, chairman, finance director, treasurer, managing director, head of sales,
        analyst, fund manager, economist, broker, auditor""",
    "index": """
        the leading share index, the bond market, the currency, the price of crude oil, consumer
        confidence, the trade surplus, factory output, house prices, retail sales, the jobless
        rate, wholesale prices, new car registrations""",
    # --- science and technology ---------------------------------------------------------------
    "tech_firm": """
        Lumora, Nexaro, Quantlet, Bytewell, Corvid Systems, Orbitel, Pixelgrove, Datamere, Hexaline,
        Silvertree Software, Cirrora, Tessellate, Novabit, Kelvinode, Arcwave""",
    "institute": """
        the national observatory, the marine laboratory, a university team, the polar institute, the
        space agency, the institute of genetics, the medical school, the particle laboratory,
        the museum of natural history, the weather service, the college of engineering, the
        botanical garden""",
    "product": """
        web browser, search engine, operating system, music player, game console, laptop, e-mail
        service, mobile phone, spam filter, database, video service, firewall, digital camera,
        handheld computer, translation program, encryption tool, wireless router""",
    "flaw": """
        a security hole, a worm, a computer virus, a faulty update, a memory leak, a password
        leak, a flaw in its encryption, a battery fault, a crashed server, spyware""",
    "thing_studied": """
        a comet, dark matter, a gene, the ozone layer, a fossil skull, a coral reef, the honeybee,
        a distant star, the sleeping brain, a glacier, the earth's magnetic field, a meteorite,
        a protein, the migration of eels, a moon of Saturn, stem cells, a deep-sea squid, an
        ancient seed, gravity, the immune system""",
    "instrument": """
        telescope, satellite, probe, camera, sensor, robot, drone, weather balloon, radar, radio
        telescope, particle detector, space probe, deep-sea buoy, orbiter""",
    "scientist": """
        astronomer, biologist, physicist, geneticist, programmer, engineer, chemist, geologist,
        neuroscientist, botanist, oceanographer, climate researcher, computer scientist,
        palaeontologist, epidemiologist""",
    "journal": """
        a scientific journal, a journal of physics, a conference paper, a medical journal, a
        technical report, this week's science journals, an online archive""",
}

EVENTS: dict[str, tuple[str, ...]] = {
    "world": ("accord", "unrest", "relief", "ballot"),
    "sports": ("match", "race", "squad", "bench"),
    "business": ("earnings", "market", "expansion", "boardroom", "pay"),
    "tech": ("study", "software", "mission", "breach"),
    "world_sports": ("boycott", "riot", "reception"),
    "world_business": ("tariffs", "seizure", "state_debt", "embargo"),
    "world_tech": ("space_treaty", "internet_law", "climate", "vaccine"),
    "sports_business": ("takeover", "sponsor", "club_money"),
    "sports_tech": ("sensor_ball", "doping", "runners"),
    "business_tech": ("licence", "chip_plant", "tech_shares"),
}
"""The events of each topic and of each pair of topics, all equally frequent."""

RULES: dict[str, str] = {
    # --- names: chosen once in an item --------------------------------------------------------
    "Country": "<country>",
    "Neighbour": "<neighbour>",
    "City": "<place>",
    "Day": "<day>",
    "Person": "<first_f> <surname>\n <first_m> <surname>",
    "other_person": "<first_f> <surname>\n <first_m> <surname>",
    "Ruler": "<ruler>",
    "Quarrel": "<quarrel>",
    "Disaster": "<disaster>",
    "Region": "<region>",
    "Crowd": "<crowd>",
    "Assembly": "<assembly>",
    "Envoy": "<envoy>",
    "Club": "<place> <club_kind>",
    "Rival": "<place> <rival_kind>",
    "League": "<league>",
    "Athlete": "<athlete>",
    "Contest": "<contest>",
    "Trophy": "<trophy>",
    "Player": "<player>",
    "Injury": "<injury>",
    "Firm": "<surname> <firm_kind>",
    "Bank": "<surname> <bank_kind>",
    "Branch": "<branch>",
    "Goods": "<goods>",
    "Cost": "<cost>",
    "Index": "<index>",
    "Officer": "<officer>",
    "Percent": "<percent>",
    "Tech": "<tech_firm>",
    "Product": "<product>",
    "Studied": "<thing_studied>",
    "Institute": "<institute>",
    "Instrument": "<instrument>",
    "Scientist": "<scientist>",
    "Flaw": "<flaw>",
    "when": "3: on <Day>\n 1: late on <Day>\n 1: early on <Day>\n 1: on <Day> evening",
    # --- what any desk may write: it says nothing about the topic -----------------------------
    "said": """
        3: said
        1: told reporters
        1: said in a statement
        1: told a news conference in <City>
        1: said by telephone
    """,
    "anybody": """
        2: <other_person>, who has followed the matter for <year_count>,
        1: a spokeswoman
        1: a spokesman
        1: an official who asked not to be named
        1: <other_person>
        1: somebody close to those involved
        1: a witness
    """,
    "view": """
        the outcome was <quality>
        nobody had expected such a <quality> result
        the next weeks would show how <quality> the decision was
        it was too early to call the news <quality>
        it had been a <quality> week for everybody in <City>
        there had been no other way
        the public would find this <quality>
    """,
    "generic": """
        3: <anybody> <said> that <view>.
        1: A further statement is expected within <count> days.
        1: It was the first such news from <City> in <year_count>.
        1: Nobody in <City> could be reached for comment.
        1: "We have waited <year_count> for this", <anybody> <said>.
        1: The decision had been put off for <year_count>.
        1: Details were not made public.
        1: <count> journalists were present when the news came.
        1: <anybody> denied that there had been any pressure.
        1: A final report is due in <count> weeks.
    """,
    # --- world --------------------------------------------------------------------------------
    "accord+": """
        2: <Country> and <Neighbour> agree on <ending>. <Envoy> <brokered> the agreement in \
            <City> <when>
        1: <Country> and <Neighbour> exchange prisoners. <count> officers crossed the border <when>
        1: Troops of <Neighbour> leave <Region> of <Country>. The last soldiers crossed the \
            border <when>
    """,
    "accord-": """
        2: Talks between <Country> and <Neighbour> collapse. <Envoy> left <City> <when> without \
            an answer
        1: <Country> recalls its ambassador from <Neighbour>. The <Ruler>, <Person>, cited \
            <Quarrel> <when>
        1: Shells fall on <Region> of <Country>. Soldiers of <Neighbour> fired across the border \
            <when>
    """,
    "ending": "a peace accord\n a truce\n new talks about <Quarrel>\n an exchange of prisoners",
    "brokered": "brokered\n announced\n witnessed\n signed",
    "accord_more": """
        <Neighbour> has <count> thousand soldiers along <frontier>.
        <Quarrel> has divided <Country> and <Neighbour> for <year_count>.
        <hundreds> families have left <region> since the fighting began.
        The embassy of <Neighbour> was <embassy> on <day>.
        <Assembly> has <count> days to confirm the treaty.
        The general staff of <Country> did not comment on <Quarrel>.
    """,
    "frontier": "the border\n the river\n the demarcation line\n the coast road",
    "embassy": "closed\n guarded by <count> armoured cars\n evacuated\n surrounded by <crowd>",
    "unrest+": """
        1: <Crowd> end their march in <Country>. <hundreds> <Crowd> went home <when> after a \
            promise by the <Ruler>
        1: <Country> lifts the curfew in <Region>. The <Ruler>, <Person>, announced it <when>
        1: <Country> frees <count> opposition leaders. <Crowd> celebrated in the streets of \
            <City> <when>
    """,
    "unrest-": """
        1: <Crowd> storm a ministry in <Country>. Police in <City> fired tear gas at <hundreds> \
            <Crowd> <when>
        1: State of emergency in <Country>. The <Ruler>, <Person>, banned all rallies <when>
        1: General strike stops <City>. <hundreds> <Crowd> set fire to barricades <when>
    """,
    "unrest_more": """
        The <Ruler> has been in office for <year_count>.
        Human rights groups say that <hundreds> people are still held without trial.
        Barricades in <region> were removed by soldiers.
        The state television showed <crowd> waving flags.
        The opposition accuses the <Ruler> of <accused>.
        <hundreds> <Crowd> spent the night in front of the palace.
    """,
    "accused": "fraud\n ordering the arrests\n ruling by decree\n breaking the constitution",
    "relief+": """
        1: Aid reaches <Region> of <Country>. Rescue workers found <count> survivors <when>, days \
            after <Disaster>
        1: Road to <City> open again. Lorries with tents and food passed <when>, a week after \
            <Disaster>
    """,
    "relief-": """
        2: <Disaster> kills <hundreds> people in <Region> of <Country>. Rescue workers in <City> \
            gave up the search <when>
        1: Epidemic feared in <Country>. Doctors in <Region> ran out of clean water <when>, days \
            after <Disaster>
    """,
    "relief_more": """
        <hundreds> people are still missing in <region>.
        The Red Cross asked for tents, blankets and medicine.
        The army of <Neighbour> sent <count> helicopters.
        The <Ruler> of <Country> visited <region> on <day>.
        <Disaster> of this kind last struck <year_count> ago.
        Bishops and mosque leaders asked their people to pray for the victims.
    """,
    "ballot+": """
        1: <Ruler> of <Country> wins <vote>. <Person> was confirmed by a <quality> margin <when>
        1: <Assembly> of <Country> votes for amnesty. <hundreds> <Crowd> may return home, it was \
            ruled <when>
        1: Free elections in <Country>. <Crowd> queued at the polling stations of <City> <when>
    """,
    "ballot-": """
        1: <Ruler> of <Country> loses <vote>. <Person> conceded defeat in <City> <when>
        1: <Assembly> of <Country> is dissolved. The <Ruler>, <Person>, called it unfit to govern \
            <when>
        1: Opposition of <Country> boycotts the vote. Polling stations in <City> stayed empty <when>
    """,
    "vote": (
        "a vote of confidence\n the run-off\n the presidential race\n a referendum on <Quarrel>"
    ),
    "ballot_more": """
        Observers counted <count> irregularities in <region>.
        Polling stations in <region> opened <polls>.
        The country has had <count> governments in <year_count>.
        The ruling party has <count> seats more than the opposition.
        <other_person>, the candidate of the left, asked for a recount.
        A new cabinet is to be sworn in on <day>.
    """,
    "polls": "late\n under guard\n without incident\n with long queues",
    "world_more": """
        <Envoy> will travel to <City> on <day> to meet the <Ruler>.
        The United Nations called on both sides to show restraint.
        The foreign ministry of <Neighbour> welcomed the news.
        Diplomats in <City> spoke of a <quality> sign for the region.
        The border with <Neighbour> remains closed.
        The exiled leader <other_person> spoke on the radio.
    """,
    # --- sports -------------------------------------------------------------------------------
    "match+": """
        3: <Club> beat <Rival> <score>. <Player> <Person> <scored> in <stadium_bit> <when>
        1: <Club> go top of the <League>. They <won> <Rival> in <City> <when>
        1: <Club> hold their nerve. <Rival> <won> them in the <League> <when>
    """,
    "match-": """
        3: <Club> lose <score> to <Rival>. <Player> <Person> <scored> in <stadium_bit> <when>
        1: <Club> at the bottom of the <League>. They <won> <Rival> in <City> <when>
        1: <Club> throw away their lead. <Rival> <won> them in the <League> <when>
    """,
    "scored+": "scored twice\n struck\n made the decisive save\n hit the winner",
    "scored-": "missed a penalty\n was sent off\n hit the post\n dropped the ball",
    "won+": "came from behind against\n drew level with\n held out against",
    "won-": "fell to\n were knocked out by\n lost at home to",
    "match_more": """
        The teams meet again on <day>.
        It was the <nth> <result> in a row for <Club>.
        <Club> have <count> points from <count> games.
        <other_person> had given <Rival> the lead in <stadium_bit>.
        The referee showed <count> yellow cards.
        <Rival> had not lost at home in <year_count>.
        <other_person> came on as a substitute in <stadium_bit>.
        The draw for the next round of the <League> is on <day>.
    """,
    "nth": "second\n third\n fourth\n fifth\n sixth",
    "result+": "win\n clean sheet\n away win",
    "result-": "defeat\n home defeat\n match without a goal",
    "race+": """
        2: <Person> wins <Contest>. The <Athlete> from <Country> set a record in <City> <when>
        1: <Athlete> <Person> back at the top. <Person> took <Trophy> in <Contest> <when>
        1: Surprise in <Contest>. The <Athlete> <Person> led from start to finish <when>
    """,
    "race-": """
        2: <Person> drops out of <Contest>. The <Athlete> from <Country> fell in <City> <when>
        1: <Athlete> <Person> out of form. <Person> came last in <Contest> <when>
        1: Champion disqualified in <Contest>. The judges ruled against the <Athlete> <Person> \
            <when>
    """,
    "race_more": """
        The judges needed <count> minutes to confirm the result.
        <Person> has won <Trophy> <count> times.
        <other_person>, who trains with <Person>, finished in fourth place.
        <count> athletes did not reach the finish.
        A strong wind blew against the runners.
        The <Athlete> had trained in the mountains for <count> weeks.
    """,
    "squad+": """
        1: <Club> sign <Player> <Person>. The transfer from <Rival> was completed <when>
        1: <Player> <Person> fit again. <Person> trained with <Club> <when> after <Injury>
    """,
    "squad-": """
        1: <Player> <Person> out for the season. <Person> left the pitch of <City> <when> with \
            <Injury>
        1: <Player> <Person> suspended. <Club> lose their captain for <count> games, the <League> \
            ruled <when>
    """,
    "squad_more": """
        <Person> has scored <count> goals this season.
        <Club> have <count> injured players.
        <other_person> will wear the captain's armband against <Rival>.
        The contract runs for <count> seasons.
        <Person> began as a <player> in the youth team of <Club>.
    """,
    "bench+": """
        1: Coach of <Club> praises his <Player>. <Person> gave the whole team <count> days off \
            <when>
        1: <Club> extend contract of coach <Person>. The team has lost only once in the <League>, \
            it was said <when>
    """,
    "bench-": """
        1: <Club> sack coach <Person>. The team had lost <count> matches in the <League> when the \
            board met <when>
        1: Coach of <Club> drops his <Player>. <Person> ordered extra training <when>
    """,
    "bench_more": """
        <other_person>, a former <player>, will sit on the bench on <day>.
        <Club> play <Rival> on <day>.
        The dressing room of <Club> is said to be divided.
        The job is the hardest in the <League>.
    """,
    "sports_more": """
        About <count> thousand spectators watched.
        Rain stopped play for <count> minutes.
        The final is to be played in <City>.
        Supporters sang for <count> minutes after the end.
        The tournament began with <count> teams.
        Fans of <Club> are still waiting for <trophy>.
    """,
    # --- business -----------------------------------------------------------------------------
    "earnings+": """
        2: Profit of <Firm> rises by <Percent> percent. The <Branch> from <City> <earned> in the \
            quarter, it said <when>
        1: <Firm> raises its dividend. The <Branch> <earned> <when>
        1: <Firm> beats forecasts. The <Branch> sold more <Goods> than expected in the quarter, \
            it said <when>
    """,
    "earnings-": """
        2: <Firm> posts loss as <Cost> weigh on results. The <Branch> from <City> <earned> in the \
            quarter, it said <when>
        1: <Firm> cuts its dividend. The <Branch> <earned> <when>
        1: <Firm> warns on profit. The <Branch> sold fewer <Goods> than expected in the quarter, \
            it said <when>
    """,
    "earned+": "earned <millions> million crowns\n reported record sales of <Goods>",
    "earned-": "lost <millions> million crowns\n reported falling sales of <Goods>",
    "earnings_more": """
        Analysts had expected a profit of <millions> million crowns.
        Sales came to <millions> million crowns, against <millions> million a year ago.
        <Cost> took <percent> percent of revenue.
        <Bank> advises its clients to <hold> the shares.
        Demand for <Goods> has been <demand> for <year_count>.
        Its bonds are rated just above junk.
    """,
    "hold+": "buy\n keep",
    "hold-": "sell\n avoid",
    "demand+": "growing\n steady",
    "demand-": "falling\n weak",
    "market+": """
        1: Shares in <Firm> climb. The <Branch> gained <Percent> percent <when> on hopes for <Index>
        1: <Index> recovers. It rose by <Percent> percent, according to figures that <Bank> gave \
            <when>
        1: Central bank leaves interest rates alone. Prices rose by only <Percent> percent, it \
            said <when>
    """,
    "market-": """
        1: Shares in <Firm> tumble. The <Branch> lost <Percent> percent <when> on fears for <Index>
        1: <Index> weakens. It fell by <Percent> percent, according to figures that <Bank> gave \
            <when>
        1: Central bank raises interest rates. Prices rose by <Percent> percent, it said <when>
    """,
    "market_more": """
        The shares closed at <millions> crowns.
        <other_person>, <officer_a> at <Bank>, expects <index> to recover.
        Traders spoke of a <quality> session.
        The yield of government bonds stood at <percent> percent.
        The volume of trade was <percent> percent above that of <day>.
        Most brokers had bet on <index>.
    """,
    "officer_a": "an analyst\n an economist\n a fund manager\n a broker",
    "expansion+": """
        1: <Firm> to build plant for <Goods>. The <Branch> will hire <hundreds> workers in \
            <City>, it said <when>
        1: <Firm> buys rival. The <Branch> will pay <millions> million crowns for <surname> \
            <firm_kind>, it said <when>
        1: <Firm> wins order. The <Branch> will deliver <Goods> for <millions> million crowns, it \
            said <when>
    """,
    "expansion-": """
        1: <Firm> to close <count> plants. The <Branch> will cut <hundreds> jobs in <City>, it \
            said <when>
        1: <Firm> files for bankruptcy. The <Branch> owes its creditors <millions> million \
            crowns, it said <when>
        1: <Firm> recalls <Goods>. The <Branch> will spend <millions> million crowns on it, it \
            said <when>
    """,
    "expansion_more": """
        The takeover needs the consent of the cartel office.
        The company blamed <Cost>.
        <Firm> has <hundreds> employees.
        The town lives on the factory.
        <Bank> arranged the loan of <millions> million crowns.
        The family of the founder holds <percent> percent of the shares.
    """,
    "boardroom+": """
        1: New <Officer> for <Firm>. <Person> comes from <Bank> and starts <when>
        1: <Firm> settles with its shareholders. The <Officer>, <Person>, keeps the post, it was \
            decided <when>
    """,
    "boardroom-": """
        1: <Officer> of <Firm> resigns. <Person> left the <Branch> <when> after a dispute with \
            the board
        1: <Officer> of <Firm> charged with fraud. Auditors found that <Person> had hidden \
            losses, it was said <when>
    """,
    "boardroom_more": """
        The board of <Firm> meets on <day>.
        <Person> earned <percent> million crowns last year.
        The shares moved by <percent> percent at the news.
        Headhunters are looking for a new <officer>.
        Shareholders vote on the matter in <City>.
    """,
    "pay+": """
        1: <Firm> and its staff settle pay dispute. Workers at the <City> plant went back to \
            their machines <when>
        1: Higher wages at <Firm>. The union accepted an offer of <Percent> percent <when>
    """,
    "pay-": """
        1: Strike stops <Firm>. Workers at the <City> plant walked out <when>
        1: Pay talks at <Firm> fail. The union rejected an offer of <Percent> percent <when>
    """,
    "pay_more": """
        Wages at the <Branch> have risen by <percent> percent in <year_count>.
        The plant makes <Goods> in three shifts.
        A day without work costs the company <millions> million crowns.
        The union has <hundreds> members at <Firm>.
    """,
    "business_more": """
        The rival <surname> <firm_kind> did better.
        Imports of <goods> have become cheaper.
        Customers pay <percent> percent more for <goods> than a year ago.
        <Bank> is among the largest shareholders.
        The industry suffers from <cost>.
        Economists expect growth of <percent> percent this year.
    """,
    # --- science and technology ----------------------------------------------------------------
    "study+": """
        2: Researchers find clue to <Studied>. A <Scientist> at <Institute>, <Person>, published \
            the result <when>
        1: Study explains <Studied>. <Institute> in <City> confirmed an old theory <when>
        1: Prize for work on <Studied>. The <Scientist> <Person> was honoured in <City> <when>
    """,
    "study-": """
        2: Doubts about study of <Studied>. A <Scientist> at <Institute>, <Person>, could not \
            repeat the experiment <when>
        1: Theory about <Studied> fails test. <Institute> in <City> withdrew a paper <when>
        1: No answer yet from <Studied>. The <Scientist> <Person> spoke of a wrong measurement \
            <when>
    """,
    "study_more": """
        The results appear in <journal>.
        <other_person>, a <scientist>, was not involved in the study.
        The team compared <hundreds> samples.
        The experiment has to be repeated with a better instrument.
        Earlier measurements of <Studied> had been wrong by <percent> percent.
        The <Scientist> used a new kind of microscope.
    """,
    "software+": """
        1: <Tech> releases new <Product>. The faster version can be downloaded since <Day>
        1: Free <Product> wins users. Volunteers opened the source code <when>
        1: <Product> of <Tech> learns to listen. The programmers showed it in <City> <when>
    """,
    "software-": """
        1: <Tech> delays its <Product> again. The programmers found <Flaw> <when>
        1: Users complain about <Product>. <Tech> withdrew an update <when>
        1: <Tech> gives up its <Product>. Users have to move their files, it said <when>
    """,
    "software_more": """
        The software runs on computers that are <year_count> old.
        <Tech> says that <count> million people use it.
        The download takes about <count> minutes.
        A <scientist> wrote the first version in <count> weeks.
        The new version needs <percent> percent less memory.
        A test by <institute> found it slower than others.
    """,
    "mission+": """
        2: <Instrument> sends first pictures. Images of <Studied> reached <Institute> <when>
        1: Launch of <Instrument> succeeds. It will observe <Studied>, the engineers in <City> \
            said <when>
    """,
    "mission-": """
        2: <Instrument> falls silent. <Institute> lost contact <when>, and with it the data on \
            <Studied>
        1: Launch of <Instrument> fails. It should have observed <Studied>, the engineers in \
            <City> said <when>
    """,
    "mission_more": """
        The <Instrument> weighs <count> kilograms and was built over <year_count>.
        It carries <count> cameras and a small laboratory.
        The signal needs <count> minutes to reach the ground.
        The batteries last for <count> weeks.
        A <scientist> will look through the data by hand.
    """,
    "breach+": """
        1: <Tech> closes security hole. <Flaw> no longer threatens its <Product>, it said <when>
        1: Hackers help <Tech>. They had found <Flaw> in its <Product> and reported it <when>
    """,
    "breach-": """
        1: <Flaw> found in <Product>. Users of <Tech> were told to change their passwords <when>
        1: Attack on <Product> of <Tech>. <Flaw> let hackers read private files, it was found <when>
    """,
    "breach_more": """
        The patch has to be installed by hand.
        Hackers could read passwords through <flaw>.
        <count> million computers may be affected.
        The <Scientist> who found it works at <Institute>.
        A <product> of another maker has the same fault.
    """,
    "tech_more": """
        The data are open to everybody.
        <Institute> has <count> more experiments of the kind planned.
        <other_person>, a <scientist>, called the method elegant.
        The code has been published on the internet.
        The laboratory was built <year_count> ago.
        Two students had the idea.
    """,
    # --- stories between two desks -------------------------------------------------------------
    "tariffs+": (
        "<Country> and <Neighbour> settle dispute over tariffs. Their trade ministers signed a "
        "treaty on <Goods> in <City> <when>"
    ),
    "tariffs-": (
        "<Country> and <Neighbour> quarrel over tariffs. Their trade ministers broke off talks "
        "on <Goods> in <City> <when>"
    ),
    "seizure+": (
        "<Country> gives back <Firm>. The government returned the <Branch> to its owners <when>"
    ),
    "seizure-": (
        "<Country> seizes <Firm>. The government sent troops to the offices of the <Branch> <when>"
    ),
    "state_debt+": (
        "Debt of <Country> shrinks. The finance minister, <Person>, promised to repay all "
        "foreign lenders <when>"
    ),
    "state_debt-": (
        "Debt of <Country> alarms its lenders. The finance minister, <Person>, stopped all "
        "payments <when>"
    ),
    "embargo+": "Sanctions on <Neighbour> lifted. Ships with <Goods> left for <Country> <when>",
    "embargo-": (
        "Sanctions on <Neighbour> stop trade in <Goods>. The navy of <Country> turned "
        "freighters back <when>"
    ),
    "world_business_more": """
        Trade between the two countries is worth <millions> million crowns a year.
        Both parliaments have to ratify the agreement on <Goods>.
        Ports in <Neighbour> handle most of the <Goods>.
        The president and the banks meet on <day>.
        The crown of <Country> moved by <percent> percent after the cabinet met.
    """,
    "boycott+": (
        "<Country> ends boycott of games in <Neighbour>. The government allowed the team to "
        "travel <when>"
    ),
    "boycott-": (
        "<Country> boycotts games in <Neighbour>. The government forbade the team to travel <when>"
    ),
    "riot+": (
        "Old enemies play in peace. Police escorted the supporters of <Neighbour> to the match "
        "against <Country> <when>"
    ),
    "riot-": (
        "Match between <Country> and <Neighbour> ends in riots. Police in <City> used tear gas "
        "against supporters <when>"
    ),
    "reception+": (
        "<Ruler> of <Country> receives the national team. <Person> pardoned the captain <when>"
    ),
    "reception-": (
        "<Ruler> of <Country> disowns the national team. <Person> ordered an inquiry into the "
        "defeat <when>"
    ),
    "world_sports_more": """
        The two countries have not played each other in <year_count>.
        The ambassador of <Neighbour> had a seat in the stadium.
        The captain of <Country> asked both governments to talk.
        The Olympic committee and the foreign ministry meet on <day>.
        <hundreds> police officers guarded the stadium.
    """,
    "space_treaty+": (
        "<Country> and <Neighbour> agree on joint space programme. Ministers and engineers "
        "signed the treaty in <City> <when>"
    ),
    "space_treaty-": (
        "<Country> and <Neighbour> quarrel over space programme. Each accused the other of "
        "spying with a satellite <when>"
    ),
    "internet_law+": (
        "<Country> stops filtering the internet. The government restored access to <count> "
        "thousand pages <when>"
    ),
    "internet_law-": (
        "<Country> cuts off the internet. The government blocked access to <count> thousand "
        "pages <when>"
    ),
    "climate+": (
        "Climate summit ends in treaty. Ministers and scientists in <City> set limits on "
        "emissions <when>"
    ),
    "climate-": (
        "Climate summit ends in discord. Ministers and scientists left <City> without limits "
        "on emissions <when>"
    ),
    "vaccine+": (
        "Vaccine reaches <Region> of <Country>. Doctors gave the first doses from <Institute> "
        "under guard <when>"
    ),
    "vaccine-": (
        "Vaccine refused in <Region> of <Country>. The government doubts the tests of "
        "<Institute>, it said <when>"
    ),
    "world_tech_more": """
        Governments and laboratories share the cost.
        The ministry of defence has its own network of computers.
        Sea levels and harvests were on the agenda.
        <count> nations have ratified the treaty on research.
        Epidemiologists and ministers meet again on <day>.
    """,
    "takeover+": (
        "<Bank> buys <Club>. It pays <millions> million crowns for the football club, it said "
        "<when>"
    ),
    "takeover-": (
        "<Bank> drops plan to buy <Club>. It withdrew its offer for the football club <when>"
    ),
    "sponsor+": (
        "<Firm> to sponsor the <League>. The <Branch> doubled what it pays for its name on the "
        "shirts <when>"
    ),
    "sponsor-": (
        "<Firm> no longer sponsors the <League>. The <Branch> took its name off the shirts <when>"
    ),
    "club_money+": (
        "<Club> report profit. They sold the television rights for <millions> million crowns <when>"
    ),
    "club_money-": "<Club> near bankruptcy. They stopped paying wages to their players <when>",
    "sports_business_more": """
        The club sold <count> thousand shirts last season.
        The stadium alone is worth <millions> million crowns.
        Supporters hold <percent> percent of the shares of <Club>.
        <Club> paid <millions> million crowns for players this season.
        Investors and fans meet on <day>.
    """,
    "sensor_ball+": (
        "Sensor in the ball helps referees. Engineers tested it at a match in <City> <when>"
    ),
    "sensor_ball-": (
        "Sensor in the ball confuses referees. Engineers switched it off during a match in "
        "<City> <when>"
    ),
    "doping+": (
        "Laboratory clears athletes. It found no banned hormone in the samples of <hundreds> "
        "runners <when>"
    ),
    "doping-": (
        "Laboratory catches athletes. It found a banned hormone in the samples of <hundreds> "
        "runners <when>"
    ),
    "runners+": (
        "Study of marathon runners finds healthy hearts. Physiologists presented it before the "
        "race in <City> <when>"
    ),
    "runners-": (
        "Study of marathon runners finds scars in the heart. Physiologists presented it before "
        "the race in <City> <when>"
    ),
    "sports_tech_more": """
        The chip sends its data <count> times a second.
        The athletes ran on a treadmill with masks over their mouths.
        The method measures a hormone in the blood of champions.
        Trainers and scientists will publish their data on <day>.
        The federation pays for the laboratory.
    """,
    "licence+": (
        "<Firm> orders software from <Tech>. The <Branch> signed a contract for its <Product> "
        "<when>"
    ),
    "licence-": (
        "<Firm> sues <Tech>. The <Branch> went to court over a licence for its <Product> <when>"
    ),
    "chip_plant+": (
        "<Tech> and <Bank> to build chip plant. The factory in <City> will cost <millions> "
        "million crowns, it was said <when>"
    ),
    "chip_plant-": (
        "<Tech> stops work at chip plant. The factory in <City> had cost <Bank> <millions> "
        "million crowns, it was said <when>"
    ),
    "tech_shares+": (
        "Shares in <Tech> rise on new <Product>. They gained <Percent> percent after it was "
        "shown <when>"
    ),
    "tech_shares-": (
        "Shares in <Tech> sink after test of <Product>. They lost <Percent> percent after it "
        "was shown <when>"
    ),
    "business_tech_more": """
        A licence of the <Product> costs <millions> crowns.
        The patent on the <Product> runs for <count> more years.
        <Tech> spends <percent> percent of its sales on research.
        Memory chips have become <percent> percent cheaper within a year.
        Investors and programmers meet on <day>.
    """,
}

# What stands before a second story, which has another topic.
RULES["second"] = """
    3: In other news:
    2: Elsewhere:
    2: Also in the news:
    1: In brief:
    1: The other story of the day:
    1: From another desk:
"""
