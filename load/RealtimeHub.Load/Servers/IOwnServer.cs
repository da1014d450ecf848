using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Servers;

/// <summary>A RealtimeHub server that was started for one run, because no address was given, and ends with it.</summary>
internal interface IOwnServer : IAsyncDisposable
{
    /// <summary>Where it is, with its process and a key for publishing.</summary>
    TargetPlan Target { get; }

    /// <summary>Cancelled when the process has ended.</summary>
    CancellationToken Ended { get; }

    /// <summary>Its last lines of output, to explain why it ended; empty when it printed none.</summary>
    string Output { get; }
}

/// <summary>Starts a server and returns when it answers.</summary>
/// <param name="dialect">What subscribers will speak; it is part of the target.</param>
/// <param name="settings">Settings that differ from its defaults, such as <c>RealtimeHub:Connections:WriteTimeout</c>.</param>
/// <param name="stop">Cancelled when the user interrupts.</param>
/// <exception cref="LoadException">It did not start; the message shows its last lines.</exception>
internal delegate Task<IOwnServer> StartOwnServer(string dialect, IReadOnlyDictionary<string, string> settings, CancellationToken stop);
