namespace RealtimeHub.Load.Measuring;

/// <summary>The topics of a run have numbers inside the tool, and names outside.</summary>
internal static class Topics
{
    public static string Name(int number) => $"load-{number}";
}
