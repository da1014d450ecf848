namespace RealtimeHub.Load.Verdicts;

/// <summary>A unit that may stand in a rule.</summary>
/// <param name="Name">As it is written, such as <c>ms</c>; empty for none.</param>
/// <param name="Quantity">What it measures.</param>
/// <param name="Factor">What one of it is in the unit that figures of this kind are kept in.</param>
internal sealed record Unit(string Name, Quantity Quantity, double Factor)
{
    private static readonly Unit[] All =
    [
        new("us", Quantity.Time, 0.001),
        new("ms", Quantity.Time, 1),
        new("s", Quantity.Time, 1_000),
        new("B", Quantity.Memory, 1),
        new("KiB", Quantity.Memory, 1_024),
        new("MiB", Quantity.Memory, 1_024 * 1_024),
        new("%", Quantity.Share, 1),
        new("", Quantity.Number, 1),
    ];

    /// <summary>Finds a unit, in capitals or not; null when there is no such unit.</summary>
    public static Unit? Find(string name) => Array.Find(All, unit => unit.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The unit of a scenario's own figure; what it counts, such as <c>connections</c>, is no unit.</summary>
    public static Unit OfFigure(string name) => Find(name) ?? Find("")!;

    /// <summary>How the units for one kind of thing are named to the user.</summary>
    public static string NamesOf(Quantity quantity) => quantity switch
    {
        Quantity.Time => "us, ms or s",
        Quantity.Memory => "B, KiB or MiB",
        Quantity.Share => "%",
        _ => "no unit",
    };
}
