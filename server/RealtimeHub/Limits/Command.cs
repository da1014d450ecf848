namespace RealtimeHub.Limits;

/// <summary>What a client may ask for, as limits distinguish it.</summary>
internal enum Command
{
    /// <summary>Whatever has no limit of its own.</summary>
    Default,
    Subscribe,
    Publish,
    History,
    Presence,
    Refresh,

    /// <summary>Costs the total alone, and is never refused: who wants less is not kept from it.</summary>
    Unsubscribe,

    /// <summary>A message that is no call: a ping, or something that the hub has no use for.</summary>
    Message,
}

internal static class CommandCosts
{
    /// <summary>How much of a total one call takes.</summary>
    public static int Of(Command command) => command is Command.History or Command.Presence ? 5 : 1;
}
