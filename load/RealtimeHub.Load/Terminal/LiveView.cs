using RealtimeHub.Load.Scenarios;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RealtimeHub.Load.Terminal;

/// <summary>Moving parts, for a terminal. It is redrawn a few times a second; more would cost what is measured.</summary>
internal sealed class LiveView : IRunView
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ProgressState _state;
    private readonly IAnsiConsole _console;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _drawing;

    public LiveView(IAnsiConsole console, TimeProvider clock)
    {
        (_console, _state) = (console, new ProgressState(clock));
        _drawing = console.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(live => DrawAsync(live, clock));
    }

    public void Begin(string step) => _state.Begin(step);

    public void Done(string text) => _state.Done(text);

    public void Live(in LiveFigures figures) => _state.Live(figures);

    /// <summary>What moves goes away; the finished steps stay on the screen.</summary>
    public async ValueTask DisposeAsync()
    {
        _state.End();
        await _end.CancelAsync();
        await _drawing;
        _end.Dispose();
        _console.Write(Draw(0));
    }

    private async Task DrawAsync(LiveDisplayContext live, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            for (var frame = 0; await timer.WaitForNextTickAsync(_end.Token); frame++) live.UpdateTarget(Draw(frame));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private IRenderable Draw(int frame) => ProgressPicture.Of(_state.Snapshot(), frame, _console.Profile.Width);
}
