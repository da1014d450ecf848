namespace RealtimeHub.Client.Tests.Unit;

/// <summary>The same cases are read by the tests of the browser client.</summary>
public sealed class CursorVectorTests
{
    public static TheoryData<string> Names => [.. CursorVectors.Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cursor_does_what_the_vector_says(string name)
    {
        var vector = CursorVectors.Cases[name];

        CursorVectors.OutcomeOf(vector, vector.Steps).IsThatOf(vector);
    }
}
