using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using Spectre.Console;

namespace RealtimeHub.Load.Terminal;

/// <summary>Plain lines, for a file or a pipe: one for each step, and one for every ten seconds.</summary>
internal sealed class LineView(IAnsiConsole console, TimeProvider clock) : IRunView
{
    private const int SecondsOfLine = 10;

    private readonly Lock _gate = new();
    private string? _step; // Guarded by _gate.
    private long _since = clock.GetTimestamp(); // Guarded by _gate.

    public void Begin(string step)
    {
        lock (_gate)
        {
            Finish();
            (_step, _since) = (step, clock.GetTimestamp());
        }
    }

    public void Done(string text)
    {
        lock (_gate)
        {
            _step = text;
            Finish();
        }
    }

    public void Live(in LiveFigures figures)
    {
        if (figures.Second == 0 || figures.Second % SecondsOfLine != 0) return;
        lock (_gate) console.WriteLine(Text(figures));
    }

    public ValueTask DisposeAsync()
    {
        lock (_gate) Finish();
        return ValueTask.CompletedTask;
    }

    private void Finish()
    {
        if (_step is null) return;
        console.WriteLine($"  {_step,-70} {Show.Seconds(clock.GetElapsedTime(_since).TotalSeconds),8}");
        (_step, _since) = (null, clock.GetTimestamp());
    }

    private static string Text(in LiveFigures figures)
    {
        List<string> parts = [$"{Show.Count(figures.Connections)} connections", $"{Show.Count(figures.DeliveredPerSecond)} deliveries/s"];
        if (figures.P50 is { } p50) parts.Add($"p50 {Show.Time(p50)}");
        if (figures.P99 is { } p99) parts.Add($"p99 {Show.Time(p99)}");
        if (figures.ServerCpuPercent is { } cpu) parts.Add($"server {Show.Percent(cpu)}");
        if (figures.ServerMemoryMiB is { } memory) parts.Add(Show.Figure(memory, "MiB"));
        if (figures.Faults > 0) parts.Add($"{Show.Count(figures.Faults)} faults");
        var of = figures.Of > 0 ? $" of {figures.Of}" : "";
        return $"    {figures.Phase} {figures.Second}{of} s: {string.Join(", ", parts)}";
    }
}
