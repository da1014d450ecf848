namespace RealtimeHub.Load.Scenarios;

/// <summary>What a run tells while it goes on.</summary>
internal interface IRunProgress
{
    /// <summary>A step begins; the one before is over when it was not said so. Such as <c>opening 5,000 connections</c>.</summary>
    void Begin(string step);

    /// <summary>The step that began last is over. Its time is measured by who listens.</summary>
    /// <param name="text">What came of it, such as <c>5,000 connections in effect, 2,130 a second</c>; it takes the place of what was begun.</param>
    void Done(string text);

    /// <summary>How it stands, about once a second while events are published or connections opened.</summary>
    void Live(in LiveFigures figures);
}
