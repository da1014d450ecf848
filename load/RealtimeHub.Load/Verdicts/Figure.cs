using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Verdicts;

/// <summary>A number of a run that rules may be about.</summary>
/// <param name="Name">As it is written in a rule.</param>
/// <param name="Text">What it is, for the help.</param>
/// <param name="Quantity">What kind of thing it measures.</param>
/// <param name="Of">Its value in the unit that this kind is kept in; null when the run does not have it.</param>
internal sealed record Figure(string Name, string Text, Quantity Quantity, Func<RunReport, double?> Of)
{
    /// <summary>A figure that only one scenario has.</summary>
    /// <param name="name">That of <see cref="NamedFigure"/>.</param>
    /// <param name="text">What it is, for the help.</param>
    /// <param name="unit">That of <see cref="NamedFigure"/>.</param>
    public static Figure OfScenario(string name, string text, string unit)
    {
        var written = Unit.OfFigure(unit);
        return new Figure(name, text, written.Quantity, report =>
            report.Figures.FirstOrDefault(figure => figure.Name == name)?.Value * written.Factor);
    }
}
