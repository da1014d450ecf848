using System.Globalization;

namespace RealtimeHub.Load.Reports;

/// <summary>How numbers are written for people: with a unit that fits, and no more digits than can be trusted.</summary>
internal static class Show
{
    private const double KiB = 1_024;
    private const double MiB = KiB * KiB;
    private const double GiB = KiB * MiB;

    /// <param name="ms">Milliseconds.</param>
    public static string Time(double ms) => ms switch
    {
        < 0.1 => Text($"{ms * 1_000:0} µs"),
        < 10 => Text($"{ms:0.00} ms"),
        < 100 => Text($"{ms:0.0} ms"),
        < 10_000 => Text($"{ms:#,0} ms"),
        _ => Text($"{ms / 1_000:0.0} s"),
    };

    public static string Micros(double us) => us < 10 ? Text($"{us:0.00} µs") : us < 100 ? Text($"{us:0.0} µs") : us < 1_000 ? Text($"{us:0} µs") : Text($"{us / 1_000:0.00} ms");

    public static string Bytes(double bytes) => bytes switch
    {
        >= GiB => Text($"{bytes / GiB:0.00} GiB"),
        >= 100 * MiB => Text($"{bytes / MiB:0} MiB"),
        >= MiB => Text($"{bytes / MiB:0.0} MiB"),
        >= KiB => Text($"{bytes / KiB:0.0} KiB"),
        _ => Text($"{bytes:0} B"),
    };

    public static string Count(double value) => value is > 0 and < 10 && value != Math.Floor(value) ? Text($"{value:0.0#}") : Text($"{value:#,0}");

    public static string Percent(double value) => value switch
    {
        0 or >= 100 => Text($"{value:0.#} %"),
        > 99.9 => Text($"{Math.Floor(value * 1_000) / 1_000:0.###} %"),
        _ => Text($"{value:0.0} %"),
    };

    public static string Seconds(double seconds) => seconds < 100 ? Text($"{seconds:0.0} s") : Text($"{seconds:0} s");

    /// <summary>A figure with any unit that a scenario may use.</summary>
    public static string Figure(double value, string unit) => unit switch
    {
        "ms" => Time(value),
        "us" => Micros(value),
        "s" => Seconds(value),
        "%" => Percent(value),
        "B" => Bytes(value),
        "KiB" => Bytes(value * KiB),
        "MiB" => Bytes(value * MiB),
        "" => Count(value),
        "x" => Text($"{value:0.00} ×"),
        _ => $"{Count(value)} {unit}",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
