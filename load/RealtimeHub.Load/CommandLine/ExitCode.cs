namespace RealtimeHub.Load.CommandLine;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    public const int Fine = 0;

    /// <summary>A rule was broken, or the run could not go on.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;

    public const int Interrupted = 130;
}
