"""What somebody comes with."""

from __future__ import annotations

from shared.casework.model.code import Code
from shared.wording import N_


class ConcernType(Code):
    """Kinds of unwanted behaviour."""

    BULLYING = "bullying", N_("Bullying")
    HARASSMENT = "harassment", N_("Intimidation")
    SEXUAL_HARASSMENT = "sexual_harassment", N_("Sexual harassment")
    DISCRIMINATION = "discrimination", N_("Discrimination")
    AGGRESSION = "aggression", N_("Aggression")
    VIOLENCE = "violence", N_("Violence")
    THREAT = "threat", N_("Threat")
    STALKING = "stalking", N_("Stalking")
    ABUSE_OF_POWER = "abuse_of_power", N_("Abuse of power")
    OTHER_UNDESIRABLE = "other_undesirable", N_("Something else")


class ConcernSubtype(Code):
    """Forms that a concern takes; `SUBTYPES` tells which go with which type."""

    IGNORING_EXCLUDING = "ignoring_excluding", N_("Ignoring or shutting out")
    GOSSIP = "gossip", N_("Gossip")
    RUMOURS = "rumours", N_("Spreading rumours")
    RIDICULE = "ridicule", N_("Ridicule")
    HUMILIATION = "humiliation", N_("Humiliation")
    BELITTLING = "belittling", N_("Belittling")
    JOKES = "jokes", N_("Jokes about somebody, again and again")
    WORK_OBSTRUCTION = "work_obstruction", N_("Making work impossible or unpleasant")
    WITHHOLDING_INFORMATION = "withholding_information", N_("Withholding information")
    ONLINE = "online", N_("Online or in a group chat")
    MOBBING = "mobbing", N_("By a group")
    VERBAL = "verbal", N_("In words")
    NON_VERBAL = "non_verbal", N_("Without words")
    PHYSICAL = "physical", N_("Physical")
    DIGITAL_IMAGES = "digital_images", N_("Digital images")
    ASSAULT = "assault", N_("Sexual assault or rape")
    QUID_PRO_QUO = "quid_pro_quo", N_("A favour asked in return")
    SHOUTING = "shouting", N_("Shouting")
    THREATS_TO_JOB = "threats_to_job", N_("Threats about the job")
    SILENCING = "silencing", N_("Silencing")
    PUBLIC_CRITICISM = "public_criticism", N_("Criticism in front of others")
    SURVEILLANCE = "surveillance", N_("Being watched")
    ISOLATION = "isolation", N_("Isolation")


_S = ConcernSubtype
SUBTYPES: dict[ConcernType, tuple[ConcernSubtype, ...]] = {
    ConcernType.BULLYING: (
        _S.IGNORING_EXCLUDING,
        _S.GOSSIP,
        _S.RUMOURS,
        _S.RIDICULE,
        _S.HUMILIATION,
        _S.BELITTLING,
        _S.JOKES,
        _S.WORK_OBSTRUCTION,
        _S.WITHHOLDING_INFORMATION,
        _S.ONLINE,
        _S.MOBBING,
    ),
    ConcernType.SEXUAL_HARASSMENT: (
        _S.VERBAL,
        _S.NON_VERBAL,
        _S.PHYSICAL,
        _S.DIGITAL_IMAGES,
        _S.ASSAULT,
        _S.QUID_PRO_QUO,
    ),
    ConcernType.HARASSMENT: (
        _S.SHOUTING,
        _S.THREATS_TO_JOB,
        _S.SILENCING,
        _S.PUBLIC_CRITICISM,
        _S.SURVEILLANCE,
        _S.ISOLATION,
    ),
}


class DiscriminationGround(Code):
    """The grounds of the Dutch equal treatment acts, and pregnancy (a form of sex)."""

    ORIGIN_RACE = "origin_race", N_("Origin or race")
    SEX = "sex", N_("Sex")
    PREGNANCY = "pregnancy", N_("Pregnancy")
    SEXUAL_ORIENTATION = "sexual_orientation", N_("Sexual orientation")
    AGE = "age", N_("Age")
    DISABILITY_CHRONIC = "disability_chronic", N_("Disability or chronic illness")
    POLITICAL = "political", N_("Political opinion")
    WORKING_HOURS = "working_hours", N_("Working hours (full-time or part-time)")
    CONTRACT_TYPE = "contract_type", N_("Permanent or temporary contract")
    MARITAL_STATUS = "marital_status", N_("Marital status")
    NATIONALITY = "nationality", N_("Nationality")
    RELIGION = "religion", N_("Religion")
    BELIEF = "belief", N_("Belief")


class IntegrityClass(Code):
    """How a matter of integrity looks so far."""

    DILEMMA_SPARRING = "dilemma_sparring", N_("Dilemma, thinking aloud")
    IRREGULARITY = "irregularity", N_("Irregularity")
    INTEGRITY_BREACH = "integrity_breach", N_("Breach of integrity")
    WRONGDOING_PUBLIC_INTEREST = (
        "wrongdoing_public_interest",
        N_("Wrongdoing (public interest)"),
    )
    UNION_LAW_BREACH = "union_law_breach", N_("Breach of Union law")
    UNKNOWN_YET = "unknown_yet", N_("Not clear yet")


class IntegrityKind(Code):
    """What a matter of integrity is about."""

    CORRUPTION = "corruption", N_("Corruption or bribery")
    FRAUD_THEFT = "fraud_theft", N_("Fraud, theft or embezzlement")
    WASTE = "waste", N_("Poor performance and waste")
    ABUSE_OF_AUTHORITY = "abuse_of_authority", N_("Abuse of authority")
    CONFLICT_OF_INTEREST = "conflict_of_interest", N_("Conflicting posts and ties")
    MISUSE_OF_INFORMATION = "misuse_of_information", N_("Misuse or leaking of information")
    PRIVATE_MISCONDUCT = "private_misconduct", N_("Misconduct in free time")
    GIFTS = "gifts", N_("Doubtful gifts")
    UNDESIRABLE_TREATMENT = "undesirable_treatment", N_("Unwanted behaviour")
    SAFETY_ENVIRONMENT = "safety_environment", N_("Safety or environment in danger")
    PROCUREMENT_RULES = "procurement_rules", N_("Procurement rules")
    DATA_PROTECTION = "data_protection", N_("Privacy and data")
    RETALIATION = "retaliation", N_("Retaliation against a reporter")
    OTHER = "other", N_("Something else")


class UnionLawArea(Code):
    """Areas of Union law in which a breach can be reported (Directive (EU) 2019/1937)."""

    PROCUREMENT = "procurement", N_("Public procurement")
    FINANCIAL_AML = "financial_aml", N_("Financial services, money laundering")
    PRODUCT_SAFETY = "product_safety", N_("Product safety")
    TRANSPORT_SAFETY = "transport_safety", N_("Transport safety")
    ENVIRONMENT = "environment", N_("Environment")
    NUCLEAR = "nuclear", N_("Radiation and nuclear safety")
    FOOD_FEED_ANIMAL = "food_feed_animal", N_("Food, feed, animal health")
    PUBLIC_HEALTH = "public_health", N_("Public health")
    CONSUMER = "consumer", N_("Consumer protection")
    PRIVACY_NETWORK = "privacy_network", N_("Privacy, data and networks")
    EU_FINANCIAL_INTERESTS = "eu_financial_interests", N_("Financial interests of the Union")
    INTERNAL_MARKET_TAX = "internal_market_tax", N_("Internal market, competition, tax")


class Frequency(Code):
    """How often it happens."""

    ONCE = "once", N_("Once")
    SEVERAL = "several", N_("Several times")
    WEEKLY = "weekly", N_("Every week")
    DAILY = "daily", N_("Every day")


class LocationKind(Code):
    """Where it happens."""

    WORKPLACE = "workplace", N_("At work")
    ONLINE = "online", N_("Online")
    TRAVEL = "travel", N_("On the way or travelling")
    EVENT = "event", N_("At an outing or event")
    REMOTE = "remote", N_("Working from home")


class Attribution(Code):
    """Who says so. An adviser never establishes what is true."""

    REPORTER = "reporter", N_("The reporter")
    DOCUMENT = "document", N_("A document")
    ADVISER_OBSERVATION = "adviser_observation", N_("The adviser saw or heard it")


class Presence(Code):
    """Whether something or somebody was there."""

    YES = "yes", N_("Yes")
    NO = "no", N_("No")
    UNKNOWN = "unknown", N_("Unknown")


class Absence(Code):
    """Whether the reporter still works."""

    NONE = "none", N_("Working")
    PARTIAL = "partial", N_("Partly at home")
    FULL = "full", N_("Fully at home")
