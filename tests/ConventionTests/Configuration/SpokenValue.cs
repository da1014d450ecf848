using System.Globalization;

namespace ConventionTests.Configuration;

/// <summary>How a documentation comment may say a value.</summary>
internal static class SpokenValue
{
    private static readonly (TimeSpan Unit, string Name)[] Times =
    [
        (TimeSpan.FromMilliseconds(1), "millisecond"), (TimeSpan.FromSeconds(1), "second"), (TimeSpan.FromMinutes(1), "minute"),
        (TimeSpan.FromHours(1), "hour"), (TimeSpan.FromDays(1), "day"),
    ];

    private static readonly (long Unit, string Name)[] Sizes = [(1, ""), (1_024, " KiB"), (1_048_576, " MiB"), (1_073_741_824, " GiB"), (1_099_511_627_776, " TiB")];

    public static IEnumerable<string> Forms(object value) => value switch
    {
        bool truth => [truth ? "true" : "false"],
        TimeSpan time => Times.Where(t => time.Ticks % t.Unit.Ticks == 0).Select(t => Counted(time.Ticks / t.Unit.Ticks, t.Name)),
        // Limits of large sizes are told to the annotation as floating-point numbers.
        int or long or >= 65_536.0 => Sizes.Where(s => Whole(value) % s.Unit == 0).Select(s => string.Create(CultureInfo.InvariantCulture, $"{Whole(value) / s.Unit:N0}{s.Name}")),
        double number => [number.ToString("#,0.###", CultureInfo.InvariantCulture)],
        _ => [string.Create(CultureInfo.InvariantCulture, $"`{value}`")],
    };

    private static string Counted(long count, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}");

    private static long Whole(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
