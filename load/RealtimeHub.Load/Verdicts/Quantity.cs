namespace RealtimeHub.Load.Verdicts;

/// <summary>What kind of thing a figure measures: it decides which units may stand in a rule.</summary>
internal enum Quantity
{
    /// <summary>Kept in milliseconds.</summary>
    Time,

    /// <summary>Kept in bytes.</summary>
    Memory,

    /// <summary>Kept in percent.</summary>
    Share,

    /// <summary>A plain number: a count, or so many a second.</summary>
    Number,
}
