using System.Diagnostics;
using System.Globalization;

namespace RealtimeHub.Load.Runs;

/// <summary>Prints a line for each part of a run, with the time it took.</summary>
internal sealed class Progress
{
    private long _since = Stopwatch.GetTimestamp();

    public void Begin(FormattableString title)
    {
        Console.WriteLine();
        Console.WriteLine(title.ToString(CultureInfo.InvariantCulture));
        _since = Stopwatch.GetTimestamp();
    }

    public void Done(FormattableString text)
    {
        var took = Stopwatch.GetElapsedTime(_since);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {text.ToString(CultureInfo.InvariantCulture),-70} {took.TotalSeconds,6:0.0} s"));
        _since = Stopwatch.GetTimestamp();
    }
}
