using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("105: already subscribed", 105, "already subscribed")]
    [InlineData("An unexpected error occurred invoking 'Subscribe' on the server. HubException: 105: already subscribed", 105, "already subscribed")]
    [InlineData("Method does not exist.", 0, "Method does not exist.")]
    [InlineData("at 10:105: no", 105, "no")]
    [InlineData("1055: no code", 0, "1055: no code")]
    public void The_code_is_found_wherever_SignalR_puts_it(string message, int code, string text)
    {
        var parsed = ErrorText.Parse(message);
        Assert.Equal((code, text), (parsed.Code, parsed.Text));
    }

    [Fact]
    public void The_time_to_wait_is_read() =>
        Assert.Equal(TimeSpan.FromMilliseconds(1500), ErrorText.Parse("108: limit reached, retry after 1500 ms").RetryAfter);

    [Theory]
    [InlineData(100, true)]
    [InlineData(103, false)]
    [InlineData(107, false)]
    [InlineData(108, true)]
    [InlineData(113, true)]
    [InlineData(3008, true)]
    [InlineData(3503, false)]
    public void The_number_says_whether_to_try_again(int code, bool temporary) =>
        Assert.Equal(temporary, ErrorText.IsTemporary(code));

    [Fact]
    public void Call_codes_and_close_codes_are_told_apart()
    {
        var call = RealtimeHubException.FromCode(103, "no");
        var close = RealtimeHubException.FromCode(3503, "no");
        Assert.Equal((ErrorCode.PermissionDenied, null), (call.Code, call.CloseCode));
        Assert.Equal((ErrorCode.None, CloseCode.DisconnectedByOperator), (close.Code, close.CloseCode));
    }
}
