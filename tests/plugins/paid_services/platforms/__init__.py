"""WeChat Pay and Alipay as local servers that check each request as the real ones do."""
