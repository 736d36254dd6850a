"""What every rule knows of the language of pages, as data: the model of language.yaml. Knows no pages and no items."""

from __future__ import annotations

from checklists.strict import Phrases, Strict

Words = tuple[str, ...]
"""Words or beginnings of words in one spelling: lower case, е for ё."""


class Language(Strict):
    """language.yaml."""

    fillers: Phrases = ()
    """What templates leave where content should be."""
    whole_fillers: Phrases = ()
    """The same, where it is all that a line says: «в разработке», which inside a sentence says something else."""
    not_fillers: Phrases = ()
    """What makes a plain fact of such words: how often a page is brought up to date."""
    samples: Phrases = ()
    """Values that templates invent, people's names among them: two in one table show that nobody filled it in."""
    specimens: Phrases = ()
    """What a template calls the cards that somebody is to fill in: «Пример»."""
    absences: Phrases = ()
    """How an honest «we have none» is put: it is an answer, not a gap."""
    name_labels: Phrases = ()
    """What stands before an organisation's full name."""
    superiors: Phrases = ()
    """Bodies above an organisation, and others whose contacts its pages give: theirs are a weaker proof."""
    offices: Phrases = ()
    """Bodies of the state whose own e-mail, telephone and hours stand under their name: those are not ours."""
    house: Phrases = ()
    """Posts and places that only an institution itself has: contacts beside them are its own."""
    other_people: Phrases = ()
    """How headings begin above lists of people who do not work here: «Наши выпускники», «Состав жюри»."""
    own_people: Phrases = ()
    """How headings name those who work here, whatever else they say: «Победители конкурсов — наши педагоги»."""
    strangers: Phrases = ()
    """Others whose e-mails stand on an organisation's pages: partners, who made the site."""
    address_labels: Phrases = ()
    """What stands before the address of whoever a page is about."""
    place_words: Words = ()
    """Words of names of places that tell none apart: «район»."""
    other_bodies: Words = ()
    """Beginnings of words for bodies beside the organisation: on a page that has one, another city is no sign."""
    public_mail: Words = ()
    """Ends of domains in which anybody, or every body of the state, may have an e-mail."""
    legal_forms: Words = ()
    """Beginnings of words that spell out a legal form."""
    legal_founders: Words = ()
    """First parts of abbreviations of legal forms: М in МБОУ."""
    legal_types: Words = ()
    """Their second parts: Б in МБОУ."""
    legal_bodies: Words = ()
    """Their last parts: ОУ in МБОУ."""
    legal_short: Words = ()
    """Abbreviations that are not built so, whole."""
    private_forms: Words = ()
    """Beginnings of words that spell out the legal form of an organisation that is neither state nor municipal."""
    private_short: Words = ()
    """Abbreviations of such forms, whole, as names begin: «АО» elsewhere is an autonomous district."""
    bodies: Words = ()
    """Beginnings of words for what organisations are."""
    common_words: Words = ()
    """Words of names that tell nobody apart, whole."""
    papers: Words = ()
    """Beginnings of words by which a line is known as the name of a paper."""
    field_words: Words = ()
    """Words that name a field: a value of nothing but these is a label, not a value."""
    about: Words = ()
    """Beginnings of lines that name a paper by what it is about, in normal form."""
    state_acts: Words = ()
    """Beginnings of lines that name an act of the state, in normal form."""
    story_paths: Words = ()
    """Beginnings of parts of addresses under which news and events stand, in Latin letters."""
    sample_values: Words = ()
    """Values of a sample: what a field is for, said in place of what it holds; in normal form."""
    link_words: Words = ()
    """Beginnings of words of links that name no document of their own: «скачать», «открыть»."""
    turning_words: Words = ()
    """Beginnings of words that make a title another thing: «Отдел образования»."""
    asking_words: Words = ()
    """How a question begins, in normal form."""
    hotlines: Words = ()
    """Telephones of the whole country, ten digits each: pages of every organisation give them, and none is its own."""
    given_names: Words = ()
    """Common given names: with a capital word beside one it is a person without patronymic."""
    empty_words: Words = ()
    """Words that say nothing beside a heading."""

    @property
    def phrases(self) -> Phrases:
        """All phrases, for the matcher."""
        return (
            *self.fillers,
            *self.whole_fillers,
            *self.not_fillers,
            *self.samples,
            *self.specimens,
            *self.absences,
            *self.name_labels,
            *self.address_labels,
            *self.superiors,
            *self.offices,
            *self.house,
            *self.other_people,
            *self.own_people,
            *self.strangers,
        )
