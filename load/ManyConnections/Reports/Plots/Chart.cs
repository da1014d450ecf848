namespace RealtimeHub.Load.Reports.Plots;

/// <summary>
/// Curves over time in panels below each other, all with the same time axis. A moment is marked in all panels, with what
/// began then; the notes are lines below the picture.
/// </summary>
internal sealed record Chart(string Title, double Seconds, (double Second, string Text) Mark, IReadOnlyList<Panel> Panels, IReadOnlyList<string> Notes);

/// <summary>One of the panels.</summary>
internal sealed record Panel(string Title, Axis Axis, IReadOnlyList<Curve> Curves);

/// <summary>One curve; it is broken where a value is missing.</summary>
internal sealed record Curve(string Name, string Colour, bool IsDashed, IReadOnlyList<(double Second, double? Value)> Points);
