namespace RealtimeHub.TestKit.Processes;

/// <summary>The signals of Linux that tests send.</summary>
internal enum Signal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
