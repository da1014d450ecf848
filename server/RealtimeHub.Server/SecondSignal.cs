using System.Runtime.InteropServices;

namespace RealtimeHub.Server;

/// <summary>Ends the process at once when it is told to end a second time: whoever presses Ctrl+C twice does not want to wait for clients.</summary>
internal sealed class SecondSignal
{
    /// <summary>What comes within this time is the same wish: a terminal tells all programs in it, and those that started this one pass it on.</summary>
    private static readonly TimeSpan SameWish = TimeSpan.FromSeconds(1);

    // As a shell tells it: 128 and the number of the signal.
    private const int InterruptExit = 130;
    private const int TerminateExit = 143;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Action<int> _exit;
    private long? _first;

    /// <param name="clock">What the time is taken from.</param>
    /// <param name="exit">Ends the process with an exit code.</param>
    public SecondSignal(TimeProvider clock, Action<int> exit) => (_clock, _exit) = (clock, exit);

    /// <summary>Listens from the moment at which the application has started.</summary>
    /// <remarks>Who registers last is told first. The host does not come back from the first signal before the clients are gone, and would keep this from the second.</remarks>
    public static void EndsAtOnce(WebApplication app)
    {
        var signals = new SecondSignal(TimeProvider.System, Environment.Exit);
        var listening = new List<PosixSignalRegistration>();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            listening.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => signals.Came(InterruptExit)));
            listening.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => signals.Came(TerminateExit)));
        });
        app.Lifetime.ApplicationStopped.Register(() => listening.ForEach(signal => signal.Dispose()));
    }

    /// <summary>A signal came. The host hears of the first one, too, and stops.</summary>
    public void Came(int exitCode)
    {
        lock (_gate)
        {
            _first ??= _clock.GetTimestamp();
            if (_clock.GetElapsedTime(_first.Value) < SameWish) return;
        }

        Console.Error.WriteLine("RealtimeHub was told to end a second time, and ends at once.");
        _exit(exitCode);
    }
}
