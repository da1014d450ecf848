namespace RealtimeHub.Load.Reports;

/// <summary>A group of figures of a run, such as <c>Latency</c>.</summary>
internal sealed record SummaryGroup(string Title, IReadOnlyList<SummaryLine> Lines);

/// <summary>A figure as it is shown to people.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Note">What has to be known about it; null for nothing.</param>
internal sealed record SummaryLine(string Label, string Value, string? Note = null);
