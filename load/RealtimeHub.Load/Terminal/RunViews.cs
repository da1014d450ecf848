using RealtimeHub.Load.Scenarios;
using Spectre.Console;

namespace RealtimeHub.Load.Terminal;

/// <summary>Shows how a run goes on, until it is disposed.</summary>
internal interface IRunView : IRunProgress, IAsyncDisposable;

internal static class RunViews
{
    public static IRunView For(IAnsiConsole console, bool isQuiet)
    {
        if (isQuiet) return new SilentView();
        return console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi
            ? new LiveView(console, TimeProvider.System)
            : new LineView(console, TimeProvider.System);
    }

    /// <summary>For those who want nothing but the result.</summary>
    private sealed class SilentView : IRunView
    {
        public void Begin(string step)
        {
        }

        public void Done(string text)
        {
        }

        public void Live(in LiveFigures figures)
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
