namespace RealtimeHub.Load.Terminal;

/// <summary>A curve of letters.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>The last values, from 0 to the greatest of them; a blank where one is missing.</summary>
    public static string Of(IReadOnlyList<double?> values, int width)
    {
        var shown = values.Skip(values.Count - width).ToList();
        var max = shown.Max() ?? 0;
        return string.Concat(shown.Select(value => value is not { } known ? ' ' : max <= 0 ? Levels[0] : Levels[(int)Math.Round(known / max * (Levels.Length - 1))]));
    }
}
