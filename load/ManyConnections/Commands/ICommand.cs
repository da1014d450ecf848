namespace RealtimeHub.Load.Commands;

/// <summary>A scenario that can be run.</summary>
internal interface ICommand
{
    /// <summary>What <c>--help</c> prints.</summary>
    string Help { get; }

    /// <returns>Whether nothing happened that must not happen.</returns>
    Task<bool> RunAsync(IReadOnlyList<string> args, CancellationToken stop);
}
