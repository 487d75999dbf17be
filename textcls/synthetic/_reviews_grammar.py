"""The lexicon and the rules of the embedded reviews (article section 5.1).

The notation is that of `textcls.synthetic._grammar`. The sign is +1 for praise, −1 for blame: the
opposite sign, ``<name->``, is how negation and concession are written, a sign of its own,
``<name*>``, makes an irrelevant remark.
"""

WORDS: dict[str, str] = {
    # --- opinions, by sign ------------------------------------------------------------------
    "adj+": """
        good, great, wonderful, funny, clever, brilliant, charming, moving, fresh, superb,
        sharp, gripping, lovely, fine, delightful, beautiful, exciting, convincing, original,
        touching, witty, warm, strong, impressive""",
    "adj-": """
        bad, dull, boring, weak, poor, awful, slow, flat, silly, terrible, predictable, stupid,
        tired, clumsy, stale, tedious, lazy, shallow, dreadful, bland, lifeless, messy, cheap,
        pointless""",
    "noun+": """
        masterpiece, triumph, delight, gem, joy, pleasure, success, classic, treat, winner""",
    "noun-": """
        mess, failure, bore, disaster, disappointment, waste of time, flop, misfire, dud, chore""",
    "verb+": """
        work, convince, delight, shine, impress, pay off, ring true, hold together, move me,
        surprise me""",
    "verb-": """
        drag, fail, disappoint, bore, fall flat, fall apart, annoy, grate, irritate, wear thin""",
    "act+": "convince, delight, shine, impress, move me, surprise me, charm, thrill, amuse",
    "act-": "fail, disappoint, bore, annoy, grate, stumble, irritate, ramble, overact",
    "do+": """
        find its feet, hold its nerve, keep its promise, earn its ending, know its own mind,
        trust its audience, hit its stride, respect its characters""",
    "do-": """
        lose its way, outstay its welcome, run out of ideas, waste its cast, fall to pieces,
        forget its own story, betray its characters, repeat itself""",
    "virtue+": """
        charm, wit, warmth, life, energy, imagination, heart, tension, style, invention""",
    "virtue-": """
        padding, nonsense, noise, confusion, laziness, clumsiness, sentimentality, tedium,
        vanity, cliché""",
    "adverb+": """
        well, beautifully, superbly, cleverly, brilliantly, carefully, skilfully, wonderfully""",
    "adverb-": """
        badly, poorly, clumsily, carelessly, lazily, crudely, terribly, horribly""",
    "felt+": """
        moved, delighted, impressed, gripped, charmed, amused, thrilled, touched, entertained,
        hooked""",
    "felt-": """
        bored, disappointed, annoyed, irritated, let down, unmoved, underwhelmed, baffled,
        exhausted, embarrassed""",
    "feel+": "enjoy, love, like, admire, adore, relish, treasure",
    "feel-": "dislike, hate, resent, regret, loathe, endure, detest",
    "feared+": "feared, dreaded, braced myself for, been warned about, read about",
    "feared-": "hoped for, been promised, looked forward to, waited for, read about",
    "refuse+": "refuses to, declines to, takes care not to",
    "refuse-": "fails to, forgets to, is never able to",
    # --- the same words where they say nothing of the film: people, things, hopes -------------
    "person_adj+": "good, great, wonderful, funny, clever, brilliant, charming, witty, warm",
    "person_adj-": "bad, dull, boring, weak, poor, silly, terrible, stupid, tired, clumsy, lazy",
    "thing_adj+": "good, great, wonderful, fine, lovely, beautiful, splendid",
    "thing_adj-": "bad, poor, awful, terrible, cheap, horrible, dreary, ridiculous",
    "hoped_for": "good, great, funny, clever, moving, gripping, witty, exciting",
    # --- parts of a film --------------------------------------------------------------------
    "part": """
        the story, the script, the plot, the acting, the cast, the ending, the music, the
        dialogue, the direction, the photography, the humour, the first half, the second half,
        the opening, the camera work, the final act, the romance, the score, the screenplay, the
        editing, the villain, the hero, the love story, the soundtrack, the supporting cast, the
        narration, the premise, the title song, the finale, the sound, the middle stretch, the
        production design, the lighting, the big chase, the wedding scene, the dinner scene, the
        courtroom scene, the last reel, the prologue, the costume work, the epilogue, the
        voice-over, the title role, the closing scene, the subplot, the train sequence, the long
        flashback, the storm scene""",
    "parts": """
        the characters, the jokes, the songs, the actors, the performances, the effects, the
        action scenes, the dialogues, the costumes, the sets, the two leads, the stunts, the
        flashbacks, the twists, the fight scenes, the minor parts, the crowd scenes, the dance
        numbers, the locations, the quiet scenes, the child actors, the chases, the supporting
        players, the camera angles, the love scenes, the monologues, the visuals, the puppets,
        the underwater scenes, the closing minutes""",
    "bit": """
        scene, moment, minute, line, joke, shot, performance, idea, character, frame, song,
        sequence, speech, gesture, exchange, close-up, cut""",
    "Film": "film, film, movie, film, movie, picture",
    "genre": """
        comedy, thriller, drama, love story, western, family comedy, ghost story, crime story,
        musical, war story, road movie, satire, fairy tale, spy story, costume drama, heist
        story, courtroom drama, sports drama, detective story, adventure""",
    "degree": """
        , , , , really, very, so, quite, truly, rather, often, always, simply, genuinely,
        deeply, thoroughly, consistently, remarkably, unusually, surprisingly, extremely,
        downright""",
    # --- people, places and things, all invented --------------------------------------------
    "first_f": """
        Ilse, Marta, Oona, Tilda, Brisa, Nerys, Wilma, Petra, Amira, Saskia, Lotte, Yuna,
        Dorothea, Imke, Paloma, Rhona, Zelda, Henrike, Mirela, Odile, Freya, Thandi, Leocadia,
        Runa, Esme, Ginevra, Kezia, Solveig, Tamsin, Ottilie, Beatrix, Noor, Hester, Calla,
        Ingrid, Sunniva, Agathe, Birgit, Cosima, Delphine, Elspeth, Fenella, Greta, Hulda,
        Isolde, Jorunn, Katinka, Ludmila""",
    "first_m": """
        Anton, Bram, Casper, Emeric, Tobias, Jory, Lorcan, Milo, Osric, Pavel, Rufus, Silas,
        Teodor, Ulric, Viktor, Wendell, Yannick, Alaric, Bertil, Cormac, Dario, Edvin, Florian,
        Gideon, Hamza, Ivo, Jasper, Kofi, Leopold, Matthias, Nestor, Orhan, Piers, Quentin,
        Ruben, Stellan, Augustin, Benedikt, Cedric, Desmond, Egon, Fergus, Gustav, Henning,
        Ismael, Joachim, Konrad, Lambert""",
    "surname": """
        Varnholt, Quillby, Astermoor, Brackley, Tannock, Ferrando, Ludlam, Okonsar, Pellworth,
        Marchbank, Szeredi, Holloran, Vantongeren, Dravec, Ashgrove, Birkeland, Corvane,
        Dunmarrow, Elphick, Fenwright, Galbraithe, Harkwood, Inverley, Jessamine, Kestrelby,
        Lanyard, Mirabeck, Nordquay, Oldcastle, Penhallick, Rookwell, Sallowfield, Thistlewick,
        Umberleigh, Vexley, Winterbourne, Yarborne, Zamoresk, Abernoth, Blackmere, Castellane,
        Dovetree, Everscombe, Farrowgate, Grimsdell, Hathersby, Ironmonger, Juddmore, Kirkbrae,
        Loxwood, Maddern, Netherby, Orsolino, Pomfrett, Quaresma, Ravensholt, Sandoval-Reed,
        Tregarrow, Underhay, Vosskamp, Wetherill, Yellowlees, Ambershaw, Bellwether, Crannoch,
        Dewhollow, Eddlestone, Fallowby, Gorsewood, Heathcroft, Islington-Vane, Jolyon,
        Kelderby, Larchmont, Mossgrave, Nettlefold, Oakhanger, Plumridge, Quennell, Rushmere,
        Snowdrift, Thornbury, Uppingdale, Valderrey, Whitlock, Yardley-Finch, Zanninger,
        Alderkin, Bramblecote, Cawdrey, Dunstable, Elverson, Frostick, Gullane, Hobday,
        Ingleborough, Jessop, Kittering, Lowthian, Merriday, Nightshade, Ormerod""",
    "place": """
        Brackwater, Saltmere, Port Ellery, Dunhollow, Kestrel Bay, Marrowby, Lindenfels, Upper
        Thorle, Vasgard, San Perdito, Oldharbour, Winterfold, Tarn Abbey, Cape Sorrow, Hollin
        Bridge, Eastermoor, Little Quenby, Grunwald, Fort Amity, Silverstrand, Nine Wells, Crow
        Island, Montevara, Belisande, Aldersea, Rookhaven, Stonegate, Larkfield, Ostrava
        Heights, Bitterfeld, Pendle Cross, Tidewater, Sankt Odil, Corrigan Falls, Whitby Sands,
        Zellwick, Amberford, Birchaven, Coldwater, Driftwood Point, Elmsworth, Foxglove Hill,
        Gullsend, Heronsgate, Inkberrow, Juniper Creek, Kingsferry, Lochmoor, Mistral Bay""",
    "job": """
        doctor, teacher, detective, baker, nurse, sailor, lawyer, painter, thief, farmer,
        librarian, waiter, soldier, journalist, piano tuner, taxi driver, judge, priest,
        beekeeper, clockmaker, lighthouse keeper, gardener, butcher, astronomer, courier,
        translator, locksmith, surgeon, gambler, lecturer, tailor, diver, violinist, spy,
        hermit, boxer, cook, mechanic, undertaker, poet, magician, pilot, botanist, orphan,
        acrobat, pickpocket, plumber, dentist, hatter, cartographer, goalkeeper, puppeteer,
        interpreter, glassblower, bailiff, chess champion, archivist, hairdresser, smuggler,
        weather forecaster, stonemason, ferryman, milliner, falconer, organist, bricklayer,
        beachcomber, tram conductor, chemist, saddler, mapmaker, optician, shepherd, juggler,
        blacksmith""",
    "relative": """
        father, mother, uncle, aunt, grandmother, grandfather, sister, brother, cousin,
        stepmother, godfather, twin, daughter, son, niece, nephew, widower, landlady, former
        teacher""",
    "relative_f": "mother, aunt, grandmother, sister, stepmother, daughter, niece, landlady",
    "relative_m": "father, uncle, grandfather, brother, godfather, son, nephew, widower",
    "kinsman": """
        uncle, aunt, cousin, grandfather, great-aunt, godfather, stepbrother, half-sister,
        nephew, brother-in-law, former teacher, neighbour, godmother, twin, stepfather""",
    "kin_adj": "rich, distant, lost, blind, proud, jealous, forgotten, retired, quiet, talkative",
    "title_nouns": """
        Lanterns, Sparrows, Windows, Tailors, Bridges, Violins, Umbrellas, Clockmakers,
        Harbours, Balconies, Telegrams""",
    "object": """
        letter, suitcase, diary, key, map, necklace, watch, violin, painting, photograph,
        camera, telescope, coat, ring, radio, typewriter, recipe book, music box, sewing
        machine, chess set, lantern, accordion, snow globe, manuscript, umbrella, compass,
        mirror, trumpet, thimble, pocket knife, postcard, teapot, globe, toolbox, brooch,
        notebook, candlestick, kite, stamp album, sundial""",
    "property": """
        house, farm, hotel, boat, bakery, theatre, orchard, bookshop, piano, mill, fishing boat,
        garden, caravan, vineyard, circus, greenhouse, quarry, carousel, motorcycle, windmill,
        dairy, toy shop, paper mill, tea room, barge, chapel, printing press, racehorse, tavern,
        beach hut, allotment, tugboat, watchtower""",
    "secret": """
        a murder, a fire, an old debt, a lost child, a stolen painting, a broken promise, a
        secret marriage, a shipwreck, a forged will, a bank robbery, a family quarrel, a
        kidnapping, a scandal, a burglary""",
    "event": """
        a murder, a fire, a wedding, a funeral, a flood, a missing train, a forgotten war, a
        shipwreck, a duel, a strike, a fever, an eclipse, an avalanche, a blackout, a wager, an
        election, a drought, a trial, a storm, a census, a regatta, a landslide, a christening,
        a jailbreak, an auction, a plague of frogs, a chess match, a royal visit, a rehearsal""",
    "season": """
        winter, summer, autumn, spring, the war, the long strike, the harvest, the last days of
        peace, one hot August, a snowstorm, the flood, carnival, the off season, a heatwave, the
        school holidays""",
    "number": "two, three, four, five, six, seven, ten, twelve, fifteen, twenty, thirty",
    "title_adj": """
        Salt, Silent, Crooked, Paper, Winter, Copper, Last, Hidden, Amber, Wandering, Broken,
        Second, Velvet, Northern, Borrowed, Hollow, Scarlet, Glass, Distant, Iron, Sleeping,
        Marble, Tin, Midnight, Saffron, Drowned, Painted, Unfinished, Barefoot, Ninth, Wooden,
        Silver, Crimson, Hungry, Invisible, Melancholy, Clockwork, Electric, Mechanical,
        Whispering, Burning, Frozen, Patient, Counterfeit""",
    "title_noun": """
        Orchard, Harbour, Lantern, Carousel, Cartographer, Ferry, Parade, Inheritance, Window,
        Widow, Lighthouse, Almanac, Compass, Garden, Staircase, Telegram, Bridge, Sparrow,
        Waltz, Station, Kingdom, Alphabet, Umbrella, Tide, Quarry, Envelope, Museum, Apprentice,
        Violin, Hour, Atlas, Rehearsal, Piano, Meridian, Verdict, Tailor, Nightingale, Estuary,
        Balcony, Clockmaker, Mirror, Archive, Voyage, Observatory, Chandelier, Pilgrim,
        Calendar, Labyrinth, Dictionary, Aquarium, Portrait, Gondola, Messenger, Tightrope""",
    # --- the reviewer's own life ------------------------------------------------------------
    "someone": """
        my brother, my sister, my wife, my husband, my neighbour, a colleague, my mother, my
        father, my best friend, my flatmate, my daughter, my son, my boss, the man next to me,
        the woman in front of us, my old teacher, my uncle, the usher, my dentist""",
    "people": """
        the critics, my friends, most people, the papers, my parents, the reviewers, my
        colleagues, the people around me, the students in the back row, my cousins, the
        neighbours, the fans""",
    "Companion": """
        my brother, my sister, my wife, my husband, two friends, my mother, a colleague, the
        children, my flatmate, an old friend, my daughter, half of the office, the dog, nobody""",
    "seen_at": """
        in a small cinema, on television, on a plane, at a festival, on a rainy Sunday, late at
        night, in a nearly empty cinema, on an old cassette, at a preview, on my phone, at a
        film club, in the open air, on my laptop, at the local cinema, on a long train ride, in
        a village hall, during a power cut, on a borrowed disc""",
    "filler": """
        honestly, frankly, in fact, to be fair, for me, all told, I have to say, believe me, as
        it happens, oddly enough, of course, in short, well, mind you, as far as I am concerned""",
    "looking_back": """
        in the end, all in all, on the whole, looking back, to sum up, in short, after all that,
        all things considered, on balance, at the end of the day, when all is said, now that I
        have slept on it, everything considered""",
}

RULES: dict[str, str] = {
    # --- names ------------------------------------------------------------------------------
    "Title": """
        5: The <title_adj> <title_noun>
        3: The <title_noun> of <place>
        1: A <title_noun> for <first_f>
        1: <number_title> <title_nouns>
        1: <surname> & <surname>
        1: <title_adj> <title_noun>
        1: Goodbye to <place>
        1: <season_title> in <place>
    """,
    "number_title": "Two\n Three\n Seven\n Nine\n A Hundred",
    "season_title": "Winter\n Summer\n Autumn\n Spring\n August\n A Week\n Midnight",
    "Genre": "<genre>",
    "Witness": "<someone>",
    "Job": "<job>",
    "Town": "<place>",
    "Thing": "<object>",
    "OtherTitle": "<Titleless>",
    "Titleless": """
        The <title_adj> <title_noun>
        The <title_noun> of <place>
        <season_title> in <place>
    """,
    "Director": "<first_f> <surname>\n <first_m> <surname>",
    "person": "<first_f> <surname>\n <first_m> <surname>",
    # --- neutral sentences: the plot, the making of, the evening ----------------------------
    "anyone": """
        3: a <job>
        3: a <job> from <place>
        2: a <person_adj*> <job>
        1: a <job> who <does>
    """,
    "kin": "2: a <kin_adj> <kinsman>\n 1: a <kinsman> from <place>\n 1: a <kinsman>",
    "does": """
        3: inherits a <property> from <kin>
        3: comes home to <Town> after <number> years
        3: falls in love with <anyone>
        2: looks for <someone_lost>
        2: hides the <Thing> in a cellar
        2: is sent to <Town> to find the <Thing>
        2: hides <secret> from <kin>
        2: shares a <property> with <anyone>
        2: is blamed for <secret>
        1: writes letters to <anyone>
        1: sells a <property> to pay for a <object>
        1: loses the <Thing> at cards
        1: takes a job in <Town>
        1: misses the last train to <place>
        1: finds the <Thing> under the floor
        1: has <number> days to leave <Town>
        1: wants to buy a <thing_adj*> <property> near <place>
    """,
    "someone_lost": "a lost <relative>\n <kin>\n <anyone>\n the owner of a <property>",
    "meanwhile": """
        <anyone> <does>
        <anyone> arrives with the <Thing>
        nobody has forgotten <secret>
        everybody talks about <event>
        <event> divides the town
    """,
    "premise": """
        4: <Lead> plays a <Job> who <does>.
        3: <Lead> is a <Job> who <does>, and then <does>.
        2: It is about a <Job>, played by <Lead>, who <does>.
        2: The story is set in <Town>, where <Lead>, as a <Job>, <does>.
        1: A <Job>, played by <Lead>, <does>.
    """,
    "plot": """
        3: <She> <does>, and then <she> <does>.
        2: <She> <does>, while <meanwhile>.
        2: Most of it is set in <Town>, where <meanwhile>.
        2: It begins with <event> and ends with <event>.
        2: In <Town>, <meanwhile>.
        2: One day <anyone> <does>.
        1: Then <meanwhile>, and <she> <does>.
        1: There is <event>, there is a <object>, and there is a <job> called <first_m>.
        1: <Her> <relative>, a <person_adj*> <job>, <does>.
        1: <first_f> <surname> plays the <relative_f>, who <does>.
        1: <first_m> <surname> plays the <relative_m>, who <does>.
        1: Years pass, and <meanwhile>.
        1: Somewhere near <Town>, <anyone> <does>.
        1: During <season>, <anyone> <does>.
        1: Nobody knows why the <Thing> matters, until <meanwhile>.
    """,
    "trivia": """
        2: I took <Companion> with me.
        2: <Director> made "<OtherTitle>" before this one.
        2: It was shot in <place> during <season>.
        1: It runs for about <number_minutes> minutes.
        1: The music is by <person>.
        1: <person> wrote the script with <person>.
        1: My <relative> once worked as a <Job>, so I was curious.
        1: <person> has a small part as a <job>.
        1: It is based on a novel by <person>.
        1: There is a scene with a <object> in it, as in "<OtherTitle>".
        1: I have been to <Town>, and it does not look like that.
        1: There was a <adj*> short film before it, about <event>.
        1: The poster shows a <job> with a <object>.
        1: <Companion_sat> sat beside me.
        1: I had not heard of <Director> before.
    """,
    "Companion_sat": """
        a <person_adj*> <job>
        an old <job>
        a <job> from <place>
        a family of <number>
    """,
    "number_minutes": "ninety\n eighty\n a hundred\n a hundred and ten\n seventy-five",
    # --- what is said of the film: one plain assertion, with a sign ---------------------------
    "subject": """
        6: <part>
        2: the <Film>
        1: the scene with the <Thing>
        1: the work of <Director>
    """,
    "actor": "<Lead>\n <Lead> as the <Job>",
    "whole": "3: the <Film>\n 2: it\n 1: this <Film>\n 1: the whole thing",
    "not_adj": """
        5: not <adj->
        3: never <adj->
        3: not <adj-> at all
        2: hardly <adj->
        2: far from <adj->
        2: anything but <adj->
        1: by no means <adj->
        1: neither <adj-> nor <adj->
    """,
    "praise": """
        6: <degree> <adj+>
        2: <adj+> and <adj+>
        1: as <adj+> as ever
    """,
    "plain": """
        6: <subject> is <praise+>
        4: <parts> are <praise+>
        5: <subject> <verb_s+>
        3: <parts> <verb+>
        3: there is <plenty> <virtue+> in <part>
        3: I was <felt+> by <part>
        3: I <feel_ed+> <part>
        2: there is something <adj+> about <part>
    """,
    "denial": """
        4: <subject> is <not_adj+>
        3: <parts> are <not_adj+>
        1: <subject> never <verb_s->
        1: <subject> does not <verb->
        1: <parts> never <verb->
        1: <parts> do not <verb->
        1: <subject> <refuse+> <verb->
        2: there is <no> <virtue-> in <part>
        1: I was <never> <felt-> by <part>
        1: I <did_not> <feel-> <part>
        1: nobody could call <part> <adj->
        1: I would not call <part> <adj->
        1: there is nothing <adj-> about <part>
    """,
    "conceded": """
        6: <plain>
        1: <denial>
    """,
    "assertion": """
        24: <plain+>
        2: <actor> is <praise+>
        2: <actor> <act_s+>
        1: <actor> never <act_s->
        1: <actor> does not <act->
        4: <denial+>
    """,
    "plenty": "plenty of\n a lot of\n so much\n real\n a good deal of",
    "no": "no\n not much\n hardly any\n little",
    "never": "never\n not\n not once\n hardly ever",
    "did_not": "did not\n never came to\n could not\n had no reason to",
    "plain_whole": """
        5: <whole> is a <adj+> <Genre>
        4: <whole> is a <noun+>
        4: <whole> <do_s+>
        3: <whole> is <praise+>
        2: <whole> is <adverb+> <made>
        3: I was <felt+> from the first scene to the last
    """,
    "denial_whole": """
        3: <whole> is <hardly> a <adj-> <Genre>
        4: <whole> is <hardly> a <noun->
        1: <whole> never <do_s->
        1: <whole> does not <do->
        3: <whole> is <not_adj+>
        1: <whole> is not <adverb-> <made>
        1: you will not find a <adj-> <bit> in it
        1: there is not a <adj-> <bit> in it
        1: not one <bit> is <adj->
        2: I was <never> <felt->
        1: it would be wrong to call it <adj->
        1: nobody will call it a <noun->
    """,
    "about_whole": """
        5: <plain_whole+>
        1: <denial_whole+>
    """,
    "hardly": "3: not\n 2: hardly\n 1: never\n 2: anything but\n 2: far from",
    "made": "written\n acted\n made\n directed\n shot\n cast\n edited\n told\n staged\n paced",
    # --- opinions: one or more assertions, contrast and other people's views ------------------
    "contrast": """
        5: <conceded->, but <assertion+>
        2: <conceded->, yet <assertion+>
        1: <conceded->, but <filler>, <assertion+>
        3: although <conceded->, <assertion+>
        2: even though <conceded->, <assertion+>
        2: <assertion+>, although <conceded->
        1: <assertion+>, even if <conceded->
        2: <part> may be <adj->, but <assertion+>
        1: it is true that <conceded->, but <assertion+>
        1: for all the <virtue->, <assertion+>
        1: in spite of <part>, which is <praise->, <assertion+>
    """,
    "lead_in": """
        what is more,
        what I remember is that
        what stays with me is that
        above all,
        I must say that
        what nobody mentions is that
        besides,
        the truth is that
    """,
    "hearsay": """
        2: <someone> called it a <noun->, but <assertion+>
        2: <someone> told me that <conceded->, but <assertion+>
        2: <people> call it <adj->, but <assertion+>
        1: <someone> <feel_ed-> it; I did not, because <assertion+>
        1: <Witness> thinks that <conceded->, and <Witness> is wrong
        1: I had read that <conceded->, but <assertion+>
        1: it is not the <noun-> that <people> talk about
        1: the poster promises a <adj*> <Genre>, but <assertion+>
    """,
    "hypothesis": """
        2: I expected a <noun-> and got a <noun+>
        1: I expected a <adj-> <Genre>, but <assertion+>
        1: it could have been a <noun->, but <assertion+>
        1: it might have been <adj->, but <assertion+>
        1: this is not the <noun-> I had <feared+>
        1: I kept waiting for a <adj-> <bit>, and it never came
        1: in other hands this would be a <noun->, but <assertion+>
    """,
    "opinion": """
        6: <assertion+>.
        9: <assertion+>, and <assertion+>.
        3: <assertion+>, <assertion+>, and <assertion+>.
        2: <contrast+>.
        1: <hearsay+>.
        1: <hypothesis+>.
        1: <filler>, <assertion+>.
        1: <lead_in> <assertion+>.
        1: <conceded->. Still, <assertion+>.
    """,
    # --- openings say little, and what they say is often not the reviewer's view ---------------
    "opening": """
        3: I saw "<Title>" <seen_at>.
        1: I watched "<Title>" <seen_at>.
        2: "<Title>" is the new <Film> by <Director>.
        2: <Companion_likes> a <hoped_for> <Genre>, so we went to see "<Title>".
        2: <someone> told me that "<Title>" was a <noun*>.
        2: <people> call "<Title>" a <noun*>.
        1: The poster of "<Title>" promises a <adj*> <Genre>.
        1: "<Title>", by <Director>, is set in <place>.
        1: I had never heard of "<Title>" until <someone> called it <adj*>.
        1: <Director> once made a <adj*> <genre>, "<OtherTitle>". Now there is "<Title>".
        1: Before "<Title>" I read that <assertion*>.
        1: I went to "<Title>" expecting a <noun*>.
    """,
    "Genre_plural": "Comedies\n Thrillers\n Love stories\n Ghost stories\n Musicals\n Westerns",
    "Companion_likes": """
        my <relative> was in the mood for
        my <relative> wanted
        we were looking for
    """,
    "remark": """
        2: <people> call it <adj*>.
        2: <someone> found it <adj*>.
        1: <Director>'s last <Film> was a <noun*>.
        1: <Genre_plural> are not usually my kind of <Film>.
        1: <someone> expected a <noun*>.
        1: The trailer looked <adj*>.
    """,
    "setting": """
        7: <plot>
        6: <trivia>
        3: <remark>
    """,
    # --- the last word ----------------------------------------------------------------------
    "verdict": """
        6: <looking_back>, <about_whole+>.
        6: <looking_back>, <about_whole+>, and <assertion+>.
        3: <looking_back>, <contrast_whole+>.
        1: <hearsay_whole+>.
        3: <about_whole+>, and <assertion+>.
        3: <assertion+>, <assertion+>, and <about_whole+>.
        1: <contrast_whole+>.
        1: <hypothesis+>.
        1: <about_whole+>, and <advice+>.
        1: <contrast_whole+>, and <advice+>.
        1: <filler>, <about_whole+>.
    """,
    "contrast_whole": """
        3: <conceded->, but <about_whole+>
        1: although <conceded->, <about_whole+>
        1: <about_whole+>, even if <conceded->
        1: <about_whole+>, although <conceded->
    """,
    "hearsay_whole": """
        <someone> called it a <noun->, but <about_whole+>
        <about_whole->, <people> say, but I was <felt+>
    """,
    "short": """
        6: <about_whole+>.
        2: <assertion+>.
        2: <contrast_whole+>.
        4: <about_whole+>, and <advice+>.
        4: <about_whole+>, and <assertion+>.
        1: <hearsay_whole+>.
        1: <filler>, <about_whole+>.
        1: <conceded->. Still, <about_whole+>.
    """,
}

# Advice has an idiom of its own for each sign, made of the same words as far as English allows.
RULES_BY_SIGN: dict[str, tuple[str, str]] = {
    "advice": (
        """
        2: I would see it again
        1: I would not have missed it
        1: nobody should miss it
        1: do not let the poster put you off
        1: I do not regret the evening
        1: you could do a lot worse
        1: my money was not wasted
        1: I did not look at my watch once
        """,
        """
        2: I would not see it again
        1: I should have missed it
        1: nobody should see it
        1: do not let the poster lead you on
        1: I do regret the evening
        1: you could do a lot better
        1: my money was wasted
        1: I looked at my watch more than once
        """,
    ),
}
